using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;

namespace TalosBoot.Factory.Requests;

/// <summary>
/// What an asset is known by (factory.md 6): the SHA-256 of its profile as text, and of marks by which upstream makes old entries of caches invalid.
/// </summary>
internal static class ProfileIdentity
{
    const int Indentation = 4;

    public static Digest Of(Profile profile) => Digest.Sha256(Encoding.UTF8.GetBytes(TextOf(profile)));

    /// <summary>The text that is hashed.</summary>
    public static string TextOf(Profile profile) => ProfileWriter.Write(Clean(profile), Indentation) + string.Concat(Marks(profile));

    static IEnumerable<string> Marks(Profile profile)
    {
        var (isInstaller, hasOverlay) = (profile.Output.Kind == OutputKind.Installer, profile.Overlay is not null);
        (bool Holds, string Mark)[] marks =
        [
            (isInstaller, "installer fix #8107"),
            (isInstaller && hasOverlay, "overlay installer layout fix"),
            (profile.Output.Kind == OutputKind.Iso && profile.SecureBoot == true, "secureboot iso gen fix #9565"),
            (profile.Platform == "vmware", "vmware build fix #164"),
            (isInstaller, "installer tarball fix #9772"),
            (isInstaller, "installer tarball fix #10278"),
            (hasOverlay, "overlay profile fix #11093"),
            (profile is { Platform: "vmware", Arch: "arm64" }, "vmware arm64 kernel args fix #11735"),
            (hasOverlay && profile.Output.Kind is OutputKind.Uki or OutputKind.Installer, "overlay extra kernel args fix #376"),
        ];
        return marks.Where(mark => mark.Holds).Select(mark => mark.Mark);
    }

    /// <summary>Leaves out what says where things lie, not what they are. Upstream forgets the overlay's images and the image cache.</summary>
    static Profile Clean(Profile profile) => profile with
    {
        Input = profile.Input with
        {
            KernelPath = BaseName(profile.Input.KernelPath),
            InitramfsPath = BaseName(profile.Input.InitramfsPath),
            SdStubPath = BaseName(profile.Input.SdStubPath),
            SdBootPath = BaseName(profile.Input.SdBootPath),
            BaseInstaller = Clean(profile.Input.BaseInstaller),
            ImageCache = Clean(profile.Input.ImageCache),
            OverlayInstaller = Clean(profile.Input.OverlayInstaller),
            SystemExtensions = [.. profile.Input.SystemExtensions.Select(Clean)],
            SecureBoot = profile.Input.SecureBoot is { } secureBoot
                ? secureBoot with { PlatformKeyPath = string.Empty, KeyExchangeKeyPath = string.Empty, SignatureKeyPath = string.Empty }
                : null,
        },
        Overlay = profile.Overlay is { } overlay ? overlay with { Image = Clean(overlay.Image) } : null,
    };

    static ContainerAsset Clean(ContainerAsset asset) => asset with
    {
        ImageRef = BaseName(asset.ImageRef),
        OciPath = BaseName(asset.OciPath),
        TarballPath = BaseName(asset.TarballPath),
        ForceInsecure = false,
    };

    static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
