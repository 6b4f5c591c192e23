using System.CommandLine;
using System.Globalization;
using TalosBoot.Bundles;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Oci;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Registry;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Sigstore;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot bundle create|import</c>: what assets are made from, for machines without a network.</summary>
static class BundleCommand
{
    const string SignatureTagPrefix = "sha256-";

    static readonly Option<string[]> Talos = new("--talos") { HelpName = "VERSION,…", Description = "Talos versions, such as v1.11.0,v1.12.0", Required = true };
    static readonly Option<string[]> Extension = new("--extension") { HelpName = "NAME,…", Description = "official extensions, such as siderolabs/gvisor" };
    static readonly Option<string[]> Overlay = new("--overlay") { HelpName = "NAME,…", Description = "official overlays, such as rpi_generic" };
    static readonly Option<string> Output = new("--output", "-o") { HelpName = "DIR", Description = "the folder to write to", Required = true };
    static readonly Option<string?> TrustedRoot = new("--trusted-root") { HelpName = "FILE", Description = "trusted root (JSON) that signatures of Talos' releases are verified with", Recursive = true };
    static readonly Option<string?> Key = new("--key") { HelpName = "FILE", Description = "public key (PEM) that signatures are verified with", Recursive = true };
    static readonly Argument<string> Folder = new("bundle") { Description = "the folder of a bundle" };
    static readonly Argument<string> Registry = new("registry") { Description = "the registry, such as registry.local:5000" };

    public static Command Create()
    {
        var create = new Command("create", "Collects the images of some releases in a folder, which --images takes.") { Talos, Extension, Overlay, Output };
        create.SetAction(CreateAsync);
        var import = new Command("import", "Sends a bundle to a registry.") { Folder, Registry };
        import.SetAction(ImportAsync);
        return new Command("bundle", "What assets are made from, for machines without a network.") { TrustedRoot, Key, create, import };
    }

    static async Task CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new ReleaseBundleOptions
        {
            Versions = [.. Split(parsed.GetValue(Talos)).Select(version => Versions.Complete(version)!)],
            Extensions = Split(parsed.GetValue(Extension)),
            Overlays = Split(parsed.GetValue(Overlay)),
        };
        var folder = parsed.GetRequiredValue(Output);
        ImageCache bundle;
        using (var display = GlobalOptions.CreateDisplay(parsed))
        {
            using var downloads = new BundleDownloads(parsed, display);
            bundle = await ReleaseBundle.CreateAsync(Verified(downloads.Images, parsed), options, cancellationToken);
            var observed = new ObservedBundle(bundle, display, BuildStage.Write, folder);
            await observed.Bundle.WriteToFolderAsync(folder, cancellationToken);
            observed.Complete();
            display.Say(Summarize(observed, folder));
        }

        PrintJson(bundle, parsed);
    }

    static async Task ImportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var registry = parsed.GetRequiredValue(Registry);
        var bundle = ImageCache.Open(parsed.GetRequiredValue(Folder));
        using (var display = GlobalOptions.CreateDisplay(parsed))
        {
            using var client = new RegistryClient(GlobalOptions.RegistryOptionsOf(parsed));
            var observed = new ObservedBundle(bundle, display, BuildStage.Push, registry);
            await ReleaseBundle.ImportAsync(observed.Bundle, Verified(observed.Bundle, parsed), client, registry, cancellationToken);
            observed.Complete();
            display.Say(Summarize(observed, registry));
        }

        PrintJson(bundle, parsed);
    }

    /// <summary>How much there is now. Signatures are no images.</summary>
    static string Summarize(ObservedBundle bundle, string place)
    {
        var images = bundle.Bundle.References.Count(reference => reference.Tag?.StartsWith(SignatureTagPrefix, StringComparison.Ordinal) != true);
        var unit = images == 1 ? "image" : "images";
        return string.Create(CultureInfo.InvariantCulture, $"{images} {unit}, {ProgressLine.Size(bundle.Length)}, in {place}");
    }

    static void PrintJson(ImageCache bundle, ParseResult parsed)
    {
        if (GlobalOptions.WantsJson(parsed))
        {
            JsonOutput.WriteObject(writer => JsonOutput.WriteTexts(writer, "images", bundle.References.Select(reference => reference.Name)));
        }
    }

    /// <summary>Verifies where the user says by whom.</summary>
    static IContainerImageSource Verified(IContainerImageSource images, ParseResult parsed)
    {
        var (root, key) = (parsed.GetValue(TrustedRoot), parsed.GetValue(Key));
        return root is null && key is null ? images : new VerifiedImageSource(images, new SignaturePolicy
        {
            TrustedRoot = root is null ? null : Sigstore.TrustedRoot.Parse(BlobSource.FromFile(root).ToArray()),
            Identities = root is null ? [] : [SignerIdentity.TalosReleases],
            Keys = key is null ? [] : [VerificationKey.ParsePem(System.Text.Encoding.ASCII.GetString(BlobSource.FromFile(key).ToArray()))],
        });
    }

    static string[] Split(string[]? values) => [.. (values ?? []).SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries))];
}
