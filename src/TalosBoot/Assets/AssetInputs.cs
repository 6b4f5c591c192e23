using TalosBoot.Core.Content;
using TalosBoot.Profiles;

namespace TalosBoot.Assets;

/// <summary>Finds what a profile names: inside the imager container image, or among the files of this machine.</summary>
/// <param name="profile">The profile.</param>
/// <param name="imager">The files of the imager image.</param>
internal sealed class AssetInputs(Profile profile, ImagerFiles imager)
{
    /// <summary>The folder of the imager image that holds boot assets. A path below it is looked up there.</summary>
    public const string InstallFolder = "/usr/install/";

    public ValueTask<AssetFile> KernelAsync(CancellationToken cancellationToken) => GetAsync("kernel", profile.Input.KernelPath, cancellationToken);

    public ValueTask<AssetFile> InitramfsAsync(CancellationToken cancellationToken) =>
        GetAsync("initramfs", profile.Input.InitramfsPath, cancellationToken);

    public ValueTask<AssetFile> SystemdStubAsync(CancellationToken cancellationToken) =>
        GetAsync("systemd-stub", profile.Input.SdStubPath, cancellationToken);

    public ValueTask<AssetFile> SystemdBootAsync(CancellationToken cancellationToken) =>
        GetAsync("systemd-boot", profile.Input.SdBootPath, cancellationToken);

    ValueTask<AssetFile> GetAsync(string what, string path, CancellationToken cancellationToken) =>
        path.StartsWith(InstallFolder, StringComparison.Ordinal)
            ? imager.GetAsync(what, path, cancellationToken)
            : ValueTask.FromResult(new AssetFile(BlobSource.FromFile(path), Key: null));
}
