namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Names of plain ISO 9660.</summary>
internal static class RecordNames
{
    /// <summary>An identifier without its version, and without the dot that ends a name that has no extension: <c>VMLINUZ.;1</c>.</summary>
    public static byte[] WithoutVersion(byte[] identifier)
    {
        var version = identifier.AsSpan().LastIndexOf((byte)';');
        return (version < 0 ? identifier : identifier.AsSpan(0, version).TrimEnd((byte)'.')).ToArray();
    }
}
