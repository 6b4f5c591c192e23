using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>Looks into a unified kernel image. Contents are parts of the source, and are not copied.</summary>
public sealed class UkiReader
{
    /// <summary>The longest text that is read, in bytes.</summary>
    internal const int TextLimit = 64 * 1024;

    const string FormatName = "UKI";

    UkiReader(PeImage image)
    {
        Image = image;
        Kernel = Require(UkiSectionNames.Kernel);
        Initramfs = Require(UkiSectionNames.Initramfs);
        CommandLine = Text(RequireSection(UkiSectionNames.CommandLine));
        OsRelease = image.FindSection(UkiSectionNames.OsRelease) is { } osRelease ? Text(osRelease) : null;
        KernelVersion = image.FindSection(UkiSectionNames.KernelVersion) is { } uname ? Text(uname) : null;
        Profiles = ReadProfiles();
    }

    /// <summary>The image, with all its sections in the order of the file.</summary>
    public PeImage Image { get; }

    /// <summary>The kernel.</summary>
    public BlobSource Kernel { get; }

    /// <summary>The initramfs.</summary>
    public BlobSource Initramfs { get; }

    /// <summary>The command line of the main profile.</summary>
    public string CommandLine { get; }

    /// <summary>The os-release text, or null.</summary>
    public string? OsRelease { get; }

    /// <summary>The kernel version of <c>.uname</c>, or null.</summary>
    public string? KernelVersion { get; }

    /// <summary>The picture, a BMP file, or null.</summary>
    public BlobSource? Splash => Image.FindSection(UkiSectionNames.Splash)?.Content;

    /// <summary>The boot entries in order; none in a UKI of a Talos version before 1.10.</summary>
    public IReadOnlyList<UkiProfileContents> Profiles { get; }

    /// <summary>Reads a UKI.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="ImageFormatException">
    /// The content is no PE32+ image (TB4401 to TB4403, TB4001, TB4002), has no kernel, initramfs or command line (TB4405), or has a text
    /// that
    /// cannot be understood (TB4406).
    /// </exception>
    public static UkiReader Open(BlobSource content) => new(PeImage.Read(content));

    /// <summary>
    /// Compares this UKI with another one, section by section: the first of a name with the first of that name, and so on.
    /// </summary>
    /// <param name="other">The other UKI.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    /// <returns>What differs; nothing when both boot the same.</returns>
    public IReadOnlyList<UkiDifference> CompareTo(UkiReader other, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(other);
        return UkiComparison.Compare(this, other, cancellationToken);
    }

    List<UkiProfileContents> ReadProfiles()
    {
        var profiles = new List<UkiProfileContents>();
        var sections = Image.Sections;
        for (var index = 0; index < sections.Count; index++)
        {
            if (sections[index].Name == UkiSectionNames.Profile)
            {
                var group = sections.Skip(index + 1).TakeWhile(section => section.Name != UkiSectionNames.Profile);
                profiles.Add(ReadProfile([sections[index], .. group]));
            }
        }

        return profiles;
    }

    UkiProfileContents ReadProfile(PeSection[] group)
    {
        var fields = Text(group[0]).Split('\n').Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToLookup(pair => pair[0], pair => pair[1]);
        var id = fields["ID"].FirstOrDefault() ?? throw new ImageFormatException(
            DiagnosticIds.UkiSectionInvalid, FormatName, group[0].RawOffset, "a .profile section has no ID. The input is damaged, or no "
                + "Talos UKI.");
        var commandLine = group.FirstOrDefault(section => section.Name == UkiSectionNames.CommandLine);
        return new UkiProfileContents(id, fields["TITLE"].FirstOrDefault(), commandLine is null ? CommandLine : Text(commandLine), group);
    }

    BlobSource Require(string name) => RequireSection(name).Content;

    PeSection RequireSection(string name) => Image.FindSection(name) ?? throw new ImageFormatException(
        DiagnosticIds.UkiSectionMissing, FormatName, Image.PeOffset, $"there is no {name} section. Give a unified kernel image.");

    static string Text(PeSection section)
    {
        if (section.Content.Length > TextLimit)
        {
            throw new ImageFormatException(
                DiagnosticIds.UkiSectionInvalid, FormatName, section.RawOffset,
                $"section {section.Name} has {section.Content.Length} bytes; such a text has at most {TextLimit}.");
        }

        // Some tools end it with NULs; what is measured stays as it is.
        var bytes = section.Content.ToArray();
        return Encoding.UTF8.GetString(bytes.AsSpan(0, bytes.AsSpan().IndexOf((byte)0) is >= 0 and var end ? end : bytes.Length));
    }
}
