; Installer for one user: no administrator rights, into %LOCALAPPDATA%\Programs, with menu entry
; and .gxde files. Built on Windows or Linux:
;
;   makensis -DVERSION=0.1.0 -DSOURCE=dist\gxde -DOUTFILE=dist\gxde-desktop-0.1.0-setup.exe packaging\windows\gxde.nsi

Unicode true
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetOverwrite on

!ifndef VERSION | SOURCE | OUTFILE
  !error "VERSION, SOURCE and OUTFILE must be given with -D"
!endif
!define ID "gxde-desktop"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define CLASSES "Software\Classes"

!include MUI2.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include x64.nsh

Name "$(NAME)"
OutFile "${OUTFILE}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "Software\${ID}" "Folder"
BrandingText "${ID} ${VERSION}"

!define MUI_ICON "..\..\resources\icons\gxde.ico"
!define MUI_UNICON "..\..\resources\icons\gxde.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\gxde-desktop.exe"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString NAME ${LANG_SIMPCHINESE} "数字经济测算"
LangString NAME ${LANG_ENGLISH} "Digital Economy Measurement"
LangString FILETYPE ${LANG_SIMPCHINESE} "数字经济测算项目"
LangString FILETYPE ${LANG_ENGLISH} "Digital economy project"
LangString TOO_OLD ${LANG_SIMPCHINESE} "需要 64 位 Windows 10（1809 版）或更新的系统。"
LangString TOO_OLD ${LANG_ENGLISH} "Windows 10 (version 1809) or later, 64-bit, is needed."
LangString RUNNING ${LANG_SIMPCHINESE} "程序正在运行，请关闭后重试。没有保存的工作不会丢失。"
LangString RUNNING ${LANG_ENGLISH} "The program is running. Close it and try again; unsaved work is not lost."
LangString FOREIGN ${LANG_SIMPCHINESE} "此文件夹里有别的文件。请选择空文件夹，或已安装本程序的文件夹。"
LangString FOREIGN ${LANG_ENGLISH} "This folder holds other files. Choose an empty one, or one this program is installed in."

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${ID}"
VIAddVersionKey /LANG=0 "FileDescription" "${ID} setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "MIT"

Function .onInit
  ; 17763 is Windows 10 1809, the first that this Qt runs on.
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

; A folder that holds something that is not ours is never written into or emptied.
Function CheckFolder
  ${If} ${FileExists} "$INSTDIR\gxde-desktop.exe"
    Return
  ${EndIf}
  FindFirst $0 $1 "$INSTDIR\*.*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      FindClose $0
      MessageBox MB_ICONEXCLAMATION "$(FOREIGN)" /SD IDOK
      Abort
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

; An executable that runs cannot be opened for writing.
!macro NotRunning UN
Function ${UN}NotRunning
  again:
  ${If} ${FileExists} "$INSTDIR\gxde-desktop.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\gxde-desktop.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro NotRunning ""
!insertmacro NotRunning "un."

; What an installation consists of and nothing else: settings and projects lie elsewhere.
!macro RemoveFiles
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\NOTICES"
  Delete "$INSTDIR\gxde.exe"
  Delete "$INSTDIR\gxde-desktop.exe"
  Delete "$INSTDIR\sbom.cdx.json"
  Delete "$INSTDIR\uninstall.exe"
!macroend

Section
  Call CheckFolder
  Call NotRunning
  !insertmacro RemoveFiles
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\$(NAME).lnk" "$INSTDIR\gxde-desktop.exe"
  WriteRegStr HKCU "Software\${ID}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\${ID}" "Shortcut" "$SMPROGRAMS\$(NAME).lnk"

  WriteRegStr HKCU "${CLASSES}\.gxde\OpenWithProgids" "gxde.project" ""
  WriteRegStr HKCU "${CLASSES}\.gxde" "" "gxde.project"
  WriteRegStr HKCU "${CLASSES}\gxde.project" "" "$(FILETYPE)"
  WriteRegStr HKCU "${CLASSES}\gxde.project\DefaultIcon" "" "$INSTDIR\gxde-desktop.exe,0"
  WriteRegStr HKCU "${CLASSES}\gxde.project\shell\open\command" "" '"$INSTDIR\gxde-desktop.exe" open "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(NAME)"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\gxde-desktop.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  Call un.NotRunning
  !insertmacro RemoveFiles
  RMDir "$INSTDIR"
  ReadRegStr $0 HKCU "Software\${ID}" "Shortcut"
  ${If} $0 != ""
    Delete "$0"
  ${EndIf}
  DeleteRegKey HKCU "Software\${ID}"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${CLASSES}\gxde.project"
  DeleteRegValue HKCU "${CLASSES}\.gxde\OpenWithProgids" "gxde.project"
  ReadRegStr $0 HKCU "${CLASSES}\.gxde" ""
  ${If} $0 == "gxde.project"
    DeleteRegValue HKCU "${CLASSES}\.gxde" ""
  ${EndIf}
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gxde\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.gxde"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
