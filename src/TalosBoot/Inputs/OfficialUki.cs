using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Inputs;

/// <summary>The UKI that an installer image of Talos 1.10 and newer carries (docs/formats/uki.md).</summary>
internal static class OfficialUki
{
    const int SplashLimit = 16 * 1024 * 1024;

    /// <summary>Copies the picture of the UKI; null when it has none.</summary>
    public static BlobSource? ReadSplash(FileTree image, Architecture architecture, string reference)
    {
        var path = $"{NamedFile.InstallFolder}{architecture.ToName()}/vmlinuz.efi";
        var uki = image.Find(path) is RegularFile file
            ? UkiReader.Open(file.Content)
            : throw new RegistryException(
                DiagnosticIds.FileMissingInImage, reference, $"the image has no file {path}, which is the official UKI. Installer images from 1.10 on have one.");
        return uki.Splash switch
        {
            null => null,
            { Length: > SplashLimit } splash => throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, "UKI", 0, $"the picture of {path} in {reference} has {splash.Length} bytes; at most {SplashLimit} are taken over."),
            var splash => BlobSource.FromBytes(splash.ToArray()),
        };
    }
}
