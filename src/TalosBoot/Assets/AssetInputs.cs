using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;

namespace TalosBoot.Assets;

/// <summary>Finds what a profile names: inside the imager container image, or among the files of this machine.</summary>
/// <param name="imager">The tree of the imager image, or null when everything is a file of this machine.</param>
/// <param name="imagerReference">The reference of the imager image, for messages.</param>
internal sealed class AssetInputs(FileTree? imager, string imagerReference)
{
    /// <summary>The folder of the imager image that holds boot assets. A path below it is looked up there first.</summary>
    public const string InstallFolder = "/usr/install/";

    /// <summary>Whether a profile needs the imager image.</summary>
    public static bool NeedImager(Profile profile) => Paths(profile).Any(path => path.StartsWith(InstallFolder, StringComparison.Ordinal));

    public BlobSource Kernel(Profile profile) => Find("kernel", profile.Input.KernelPath);

    public BlobSource Initramfs(Profile profile) => Find("initramfs", profile.Input.InitramfsPath);

    public BlobSource SystemdStub(Profile profile) => Find("systemd-stub", profile.Input.SdStubPath);

    public BlobSource SystemdBoot(Profile profile) => Find("systemd-boot", profile.Input.SdBootPath);

    static IEnumerable<string> Paths(Profile profile) =>
        [profile.Input.KernelPath, profile.Input.InitramfsPath, profile.Input.SdStubPath, profile.Input.SdBootPath];

    BlobSource Find(string what, string path)
    {
        if (imager is null || !path.StartsWith(InstallFolder, StringComparison.Ordinal))
        {
            return BlobSource.FromFile(path);
        }

        return imager.Find(path) is RegularFile file
            ? file.Content
            : throw new RegistryException(
                DiagnosticIds.FileMissingInImage, imagerReference, $"the image has no file {path}, which is the {what}. Check the version and the architecture.");
    }
}
