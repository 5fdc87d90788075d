"""gxde_desktop: measuring a region's digital economy from official tables."""

__version__ = "0.1.0"
