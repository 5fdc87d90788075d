# Windows: sets up, freezes, and makes the per-user installer and the portable zip in dist\.
#
#   powershell -ExecutionPolicy Bypass -File packaging\windows\package.ps1 [-Test]
#
# Needs Python 3.11 (64-bit) and, for the installer, NSIS 3.08 or later (makensis on the path);
# without NSIS the zip is made and the installer is left out, which is said.
param([switch]$Test)
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$env:PYTHONUTF8 = "1"

function Run { & $args[0] $args[1..($args.Length - 1)]; if ($LASTEXITCODE -ne 0) { throw "$args ended with $LASTEXITCODE" } }

if (-not (Test-Path .venv\Scripts\python.exe)) {
    # The Python on the path where it is the right one, else the one that the launcher knows.
    $found = if (Get-Command python -ErrorAction SilentlyContinue) { & python --version } else { "" }
    if ("$found" -like "Python 3.11*") { Run python -m venv .venv } else { Run py -3.11 -m venv .venv }
}
$python = ".venv\Scripts\python.exe"
Run $python -m pip install --quiet --disable-pip-version-check --only-binary=:all: --require-hashes -r requirements\dev.txt
if ($Test) { Run $python -m pytest }

if (Test-Path dist) { Remove-Item -Recurse -Force dist }
Run $python -m PyInstaller packaging\gxde.spec --noconfirm --clean --distpath dist --workpath build\pyinstaller --log-level WARN
Run $python packaging\notices.py dist\gxde
$version = (& $python -c "import gxde_desktop; print(gxde_desktop.__version__)").Trim()

$name = "gxde-desktop-$version-windows-x64"
Compress-Archive -Path dist\gxde -DestinationPath "dist\$name-portable.zip"
if (Get-Command makensis -ErrorAction SilentlyContinue) {
    Run makensis -V2 -WX "-DVERSION=$version" "-DSOURCE=$PWD\dist\gxde" "-DOUTFILE=$PWD\dist\$name-setup.exe" packaging\windows\gxde.nsi
} else {
    Write-Warning "makensis was not found: no installer was made"
}
Get-ChildItem dist -File | ForEach-Object { "$((Get-FileHash $_ -Algorithm SHA256).Hash.ToLower())  $($_.Name)" } |
    Set-Content -Encoding ascii dist\SHA256SUMS
Run $python packaging\smoke.py
