namespace TalosBoot.Factory.Assets;

/// <summary>Media types by the ends of names (factory.md 7). A table of its own: that of the system differs from machine to machine.</summary>
internal static class MediaTypes
{
    public const string Default = "application/octet-stream";

    public static string Of(string name) => Path.GetExtension(name) switch
    {
        ".efi" => "application/efi",
        ".iso" => "application/x-iso9660-image",
        ".xz" => "application/x-xz",
        ".gz" => "application/gzip",
        ".zst" => "application/zstd",
        ".tar" => "application/x-tar",
        ".ova" => "application/ovf",
        ".qcow2" => "application/x-qemu-disk",
        ".txt" => "text/plain; charset=utf-8",
        ".md" => "text/markdown; charset=utf-8",
        ".exe" => "application/x-msdos-program",
        _ => Default,
    };
}
