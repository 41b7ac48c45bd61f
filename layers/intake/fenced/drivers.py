"""
Which GDAL drivers may exist in the child that reads, and the list of all others to leave out.

GDAL chooses a driver by the content of a file, so a text named `.geojson` becomes a request to
another host (WFS) or a copy of another file (VRT). Only drivers that read nothing but the file
itself are kept. `GDAL_SKIP` works only when it is in the environment before the library starts;
setting it afterwards does nothing. fiona and pyogrio each bring a GDAL of their own: the list is
of both, and of what GDAL has elsewhere. `foreign` finds what a newer library registers in spite
of it, and the child then refuses to read.
Source: https://gdal.org/en/stable/user/configoptions.html#driver-management
"""

from __future__ import annotations

import sys

ALLOWED = frozenset({"ESRI Shapefile", "FlatGeobuf", "MapInfo File", "DXF", "DGN"})
"""GeoJSON, KML, GeoPackage, GeoParquet, CSV and XLSX are read without GDAL."""

FIONA = """
AVCBin, AVCE00, AmigoCloud, BIGGIF, CAD, COG, CSV, CSW, Carto, DERIVED, DGN, DXF, EDIGEO,
ESRI Shapefile, ESRIJSON, Elasticsearch, FlatGeobuf, GIF, GML, GNMDatabase, GNMFile, GPKG,
GPSBabel, GPX, GRIB, GTFS, GTI, GTiff, GeoJSON, GeoJSONSeq, GeoRSS, Geoconcept, HFA, JML, JPEG,
JSONFG, KML, LVBAG, MEM, MVT, MapInfo File, MapML, Memory, MiraMonVector, NGW, OAPIF, ODS, OGR_GMT,
OGR_VRT, OSM, OpenFileGDB, PGDUMP, PLSCENES, PMTiles, PNG, S57, SQLite, SVG, SXF, Selafin, TIGER,
TopoJSON, UK .NTF, VDV, VFK, VRT, WAsP, WFS, XLSX
"""
"""All drivers of fiona 1.10.1 (GDAL 3.9.2)."""

PYOGRIO = """
AAIGrid, ACE2, ADBC, ADRG, AIG, AIVector, AVCBin, AVCE00, AirSAR, AmigoCloud, BMP, BSB, BT, BYN,
CALS, CEOS, COASP, COG, COSAR, CPG, CSV, CSW, CTG, Carto, DAAS, DERIVED, DGN, DIMAP, DOQ1, DOQ2,
DTED, DXF, ECRGTOC, EDIGEO, EEDA, EEDAI, EHdr, EIR, ENVI, ERS, ESAT, ESRI Shapefile, ESRIC,
ESRIJSON, Elasticsearch, FAST, FlatGeobuf, GDALG, GFF, GML, GNMDatabase, GNMFile, GPKG, GPSBabel,
GPX, GRASSASCIIGrid, GRIB, GS7BG, GSAG, GSBG, GSC, GTFS, GTI, GTX, GTiff, GXF, GenBin, GeoJSON,
GeoJSONSeq, GeoRSS, HF2, HFA, HTTP, ILWIS, IRIS, ISCE, ISG, ISIS2, ISIS3, Idrisi, JAXAPALSAR, JDEM,
JML, JPEG, JSONFG, KML, KMLSUPEROVERLAY, KRO, L1B, LAN, LCP, LIBERTIFF, LIBKML, LOSLAS, LVBAG,
Leveller, MAP, MBTiles, MEM, MFF, MFF2, MRF, MSGN, MVT, MapInfo File, MapML, MiraMonRaster,
MiraMonVector, NDF, NGSGEOID, NGW, NITF, NOAA_B, NSIDCbin, NTv2, NWT_GRC, NWT_GRD, OAPIF, ODS,
OGCAPI, OGR_GMT, OGR_PDS, OGR_VRT, OSM, OpenFileGDB, PAux, PCIDSK, PCRaster, PDF, PDS, PDS4,
PGDUMP, PLMOSAIC, PLSCENES, PMTiles, PNG, PNM, PRF, RCM, RIK, RMF, ROI_PAC, RPFTOC, RRASTER, RS2,
RST, S57, SAFE, SAGA, SAR_CEOS, SENTINEL2, SIGDEM, SNAP_TIFF, SNODAS, SQLite, SRP, SRTMHGT, STACIT,
STACTA, SXF, Selafin, TGA, TIL, TSX, Terragen, TopoJSON, USGSDEM, VDV, VFK, VICAR, VRT, WAsP, WCS,
WFS, WMS, WMTS, XLSX, XYZ, ZMap, Zarr
"""
"""All drivers of pyogrio 0.13.0 (GDAL 3.12.4)."""

ELSEWHERE = """
ARCGEN, Arrow, AVIF, BAG, BASISU, BNA, CAD, Cloudant, CouchDB, DDS, DGNV8, DIPEx, DODS, DWG, ECW, EXR,
FileGDB, FITS, FujiBAS, Geoconcept, Geomedia, GEORASTER, GFT, GIF, BIGGIF, GMLAS, GPSTrackMaker, GTA, HANA,
HDF4, HDF4Image, HDF5, HDF5Image, HEIF, HTF, IDA, IDB, INGR, Interlis 1, Interlis 2, JP2ECW, JP2GROK, JP2KAK,
JP2Lura, JP2MrSID, JP2OpenJPEG, JPEG2000, JPEGXL, JPEGLS, JPIPKAK, KEA, KTX2, Memory, MongoDB, MongoDBv3,
MrSID, MG4Lidar, MSG, MSSQLSpatial, MySQL, NAS, netCDF, OCI, ODBC, OGDI, OGR_DODS, OGR_OGDI, OGR_SDTS,
OpenAir, OpenDRIVE, Parquet, PGeo, PostGISRaster, PostgreSQL, Rasterlite, RDB, REC, S102, S104, S111, SDE,
SDTS, SEGUKOOA, SEGY, SOSI, SUA, SVG, TIGER, TileDB, UK .NTF, Walk, WEBP, XLS, XODR, XPlane
"""
"""Drivers of other builds and older versions, for example of a distribution's own GDAL."""


def names(text: str) -> frozenset[str]:
    """
    Return the driver names of a list; names hold blanks, so commas part them.

    Examples
    --------
    >>> sorted(names("DXF, UK .NTF"))
    ['DXF', 'UK .NTF']
    """
    return frozenset(name.strip() for name in text.split(",")) - {""}


def skip_value() -> str:
    """
    Return the value of `GDAL_SKIP`: every known driver but the allowed ones.

    With a comma in it GDAL parts the value at commas, else at blanks, which are in driver names.
    """
    return ",".join(sorted((names(FIONA) | names(PYOGRIO) | names(ELSEWHERE)) - ALLOWED))


def environment() -> dict[str, str]:
    """Return the settings with which GDAL must start in the child."""
    return {
        "GDAL_SKIP": skip_value(),
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_NUM_THREADS": "1",
        "GDAL_CACHEMAX": "64",
        "CPL_VSIL_CURL_ALLOWED_FILENAME": "nothing",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "PROJ_NETWORK": "OFF",
    }


def registered() -> dict[str, frozenset[str]]:
    """Return the vector drivers of those of fiona and pyogrio that this process has imported."""
    found = {}
    if "fiona" in sys.modules:
        from fiona.env import Env  # noqa: PLC0415 only where the child has loaded it already

        with Env() as env:
            found["fiona"] = frozenset(env.drivers())
    if "pyogrio" in sys.modules:
        from pyogrio import list_drivers  # noqa: PLC0415

        found["pyogrio"] = frozenset(list_drivers())
    return found


def foreign() -> tuple[str, ...]:
    """Return the drivers that this process has and must not have, sorted."""
    return tuple(sorted(frozenset().union(*registered().values()) - ALLOWED))
