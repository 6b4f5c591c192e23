namespace TalosBoot.Inspection.Opening;

/// <summary>Which parts of an asset tell how it boots. All others are only counted.</summary>
internal static class Interest
{
    static readonly string[] Names = ["vmlinuz", "grub.cfg", "loader.conf", "initrd.img"];

    static readonly string[] Endings = [".efi", ".der", ".cer"];

    /// <summary>Whether a part is looked into.</summary>
    /// <param name="parent">What the part is in.</param>
    /// <param name="part">The part.</param>
    public static bool Has(OpenedPart parent, Part part) => ReferenceEquals(parent.Inner, part) || part switch
    {
        ContentPart content => parent.Format is "GPT disk" or Formats.ExecutableFile.UkiName || IsOfInterest(content.FileName) || IsPartition(content),
        ImagePart or SegmentPart => true,
        _ => false,
    };

    static bool IsPartition(ContentPart part) => part.Name.StartsWith("partition ", StringComparison.Ordinal);

    static bool IsOfInterest(string name) => Names.Contains(name, StringComparer.Ordinal)
        || name.StartsWith("initramfs", StringComparison.Ordinal)
        || Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);
}
