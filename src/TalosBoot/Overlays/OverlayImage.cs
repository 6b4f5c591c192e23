using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Overlays;

/// <summary>The files of an overlay image (docs/formats/installer.md).</summary>
/// <param name="name">The reference or path of the image, for messages.</param>
/// <param name="reference">The reference, which tells what the image is, also beside a digest; null for an image without one.</param>
/// <param name="tree">Its files.</param>
internal sealed class OverlayImage(string name, ImageReference? reference, FileTree tree)
{
    public const string InstallersFolder = "installers";
    public const string ArtifactsFolder = "artifacts";

    const string ProfilesFolder = "profiles";
    const string ProfileExtension = ".yaml";

    public string Name => name;

    /// <summary>The repository without its registry; null where the image has no reference.</summary>
    public string? Repository => reference?.Repository;

    /// <summary>The release that the tag tells; null for another tag, or none.</summary>
    public ReleaseTag? Release => ReleaseTag.TryParse(reference?.WrittenTag);

    /// <summary>All files.</summary>
    public FileTree Files => tree;

    /// <summary>The artifacts.</summary>
    /// <exception cref="OverlayException">There are none (TB7002).</exception>
    public ArtifactTree Artifacts => tree.Find(ArtifactsFolder) is DirectoryNode folder
        ? new ArtifactTree(new FileTree(folder), name)
        : throw new OverlayException(
            DiagnosticIds.OverlayArtifactMissing, name, null, $"failed to walk extra artifact {ArtifactsFolder}: the image has no such folder. It is no overlay image.");

    /// <summary>The names of all installers, in order.</summary>
    public IReadOnlyList<string> Installers => tree.Find(InstallersFolder) is DirectoryNode folder ? [.. folder.Children.Keys] : [];

    /// <summary>The program of an overlay, or null.</summary>
    public RegularFile? FindInstaller(string overlay) => tree.Find(InstallersFolder) is DirectoryNode folder && folder.TryGet(overlay, out var entry)
        ? LinkResolver.Resolve(tree, FilePath.Join(InstallersFolder, overlay)) as RegularFile ?? entry as RegularFile
        : null;

    /// <summary>Tells that the image has no such overlay.</summary>
    public OverlayException Unknown(string overlay) => new(
        DiagnosticIds.OverlayUnknown, name, overlay,
        Installers.Count == 0
            ? "the image has no installers. It is no overlay image."
            : $"the image has no such overlay. It has: {string.Join(", ", Installers)}. Names are case-sensitive.");

    /// <summary>Reads the profiles that the image brings, by name.</summary>
    /// <exception cref="OverlayException">One of them cannot be read (TB7014).</exception>
    public IReadOnlyDictionary<string, Profile> ReadProfiles()
    {
        var profiles = new Dictionary<string, Profile>();
        foreach (var (file, entry) in tree.Find(ProfilesFolder) is DirectoryNode folder ? folder.Children : new Dictionary<string, FileTreeEntry>())
        {
            if (entry is RegularFile profile && file.EndsWith(ProfileExtension, StringComparison.Ordinal))
            {
                profiles[file[..^ProfileExtension.Length]] = Read(file, profile);
            }
        }

        return profiles;
    }

    Profile Read(string file, RegularFile profile)
    {
        if (profile.Content.Length > YamlLimits.Default.Length)
        {
            throw Invalid(file, $"it has {profile.Content.Length} bytes; the limit is {YamlLimits.Default.Length} bytes");
        }

        try
        {
            return ProfileReader.Read(Encoding.UTF8.GetString(profile.Content.ToArray()));
        }
        catch (ProfileValidationException exception)
        {
            throw Invalid(file, exception.Message, exception);
        }
    }

    OverlayException Invalid(string file, string problem, Exception? inner = null) => new(
        DiagnosticIds.OverlayProfileInvalid, name, null, $"failed to unmarshal profile: {ProfilesFolder}/{file}: {problem}. Report it to the maker of the overlay.", inner);
}
