namespace TalosBoot.Archives.Tar;

/// <summary>One record of an extended header. Values are bytes, and may hold NULs and line feeds.</summary>
internal readonly record struct PaxRecord(string Key, byte[] Value);
