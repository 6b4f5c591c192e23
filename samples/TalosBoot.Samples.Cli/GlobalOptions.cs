using System.CommandLine;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Samples.Signing;

namespace TalosBoot.Samples.Cli;

/// <summary>The options that all commands of <c>talosboot</c> have.</summary>
static class GlobalOptions
{
    static readonly Option<bool> Json = new("--json") { Description = "write what is found as JSON", Recursive = true };
    static readonly Option<ProgressKind?> Progress = WordOption.Create<ProgressKind>("--progress", "how progress is shown (default: auto)");
    static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "write errors only to standard error", Recursive = true };
    static readonly Option<bool> Verbose = new("--verbose") { Description = "write what is fetched and tried again, and all of a failure, to standard error", Recursive = true };
    static readonly Option<bool> NoColor = new("--no-color") { Description = "write no colors", Recursive = true };
    static readonly Option<string?> Cache = new("--cache") { HelpName = "DIR", Description = "folder that keeps downloads and work", Recursive = true };
    static readonly Option<bool> NoCache = new("--no-cache") { Description = "keep nothing", Recursive = true };
    static readonly Option<string?> Images = new("--images") { HelpName = "DIR", Description = "OCI layout or bundle instead of registries", Recursive = true };
    static readonly Option<IReadOnlyDictionary<string, RegistryMirrors>?> Mirror = MirrorOption.Create();
    static readonly Option<string?> Keys = new("--keys") { HelpName = "DIR", Description = "folder with keys for Secure Boot, as the verb keys writes them", Recursive = true };

    static readonly Option<bool> ShowSecrets = new("--show-secrets") { Description = "show META values, machine configurations and credentials of URLs, which are masked otherwise", Recursive = true };

    public static void AddTo(RootCommand root)
    {
        Progress.Recursive = true;
        foreach (var option in new Option[] { Json, Progress, Quiet, Verbose, NoColor, Cache, NoCache, Images, Mirror, Keys, ShowSecrets })
        {
            root.Add(option);
        }
    }

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue(Json);

    /// <summary>Whether errors are to be JSON: with <c>--json</c>, and where progress is.</summary>
    public static bool WantsJsonErrors(ParseResult parsed) => WantsJson(parsed) || ProgressOf(parsed) == ProgressKind.Json;

    public static bool IsVerbose(ParseResult parsed) => parsed.GetValue(Verbose);

    /// <summary>The colors of standard error.</summary>
    public static Ink InkOfErrors(ParseResult parsed) => Ink.For(parsed.GetValue(NoColor), Console.IsErrorRedirected, Environment.GetEnvironmentVariable);

    /// <summary>The colors of standard output.</summary>
    public static Ink InkOfOutput(ParseResult parsed) => Ink.For(parsed.GetValue(NoColor), Console.IsOutputRedirected, Environment.GetEnvironmentVariable);

    public static IMessageDisplay CreateDisplay(ParseResult parsed) =>
        DisplayFactory.Create(ProgressOf(parsed), parsed.GetValue(Quiet), parsed.GetValue(Verbose), WantsJson(parsed));

    /// <summary>The folder of <c>--keys</c>; null where none was named.</summary>
    public static string? FindKeys(ParseResult parsed) => parsed.GetValue(Keys);

    /// <summary>What is shown of what may be secret.</summary>
    public static SecretMask MaskOf(ParseResult parsed) => new(parsed.GetValue(ShowSecrets));

    /// <summary>The folder of the cache; null where nothing is kept.</summary>
    public static string? FindCache(ParseResult parsed) => parsed.GetValue(NoCache) ? null : parsed.GetValue(Cache);

    /// <summary>The folder of <c>--images</c>; null for registries.</summary>
    public static string? FindLayout(ParseResult parsed) => parsed.GetValue(Images);

    /// <summary>Where container images come from; the caller disposes what is disposable.</summary>
    public static IContainerImageSource CreateImages(ParseResult parsed)
    {
        var options = RegistryOptionsOf(parsed);
        return parsed.GetValue(Images) is { } folder ? ImageFolder.Open(folder) : new RegistryImageSource(new RegistryClient(options));
    }

    /// <param name="parsed">The command.</param>
    /// <param name="client">What signing services are called with.</param>
    /// <param name="display">Shows what is logged.</param>
    /// <param name="factory">The Image Factory whose assets are wanted; null for the public one.</param>
    public static TalosBootEngine CreateEngine(ParseResult parsed, HttpClient client, IMessageDisplay display, Uri? factory)
    {
        var services = new SigningServices(client, Environment.GetEnvironmentVariable);
        return TalosBootEngine.Create(options =>
        {
            options.Images = parsed.GetValue(Images) is { } folder ? ImageFolder.Open(folder) : null;
            options.CacheDirectory = FindCache(parsed);
            options.Registry = RegistryOptionsOf(parsed);
            options.LoggerFactory = parsed.GetValue(Verbose) ? new DisplayLoggerFactory(display) : options.LoggerFactory;
            options.ImageFactoryUrl = factory?.AbsoluteUri ?? options.ImageFactoryUrl;
            options.FindSecureBootSigner = services.FindSecureBootSigner;
            options.FindPcrSigner = services.FindPcrSigner;
        });
    }

    /// <summary>How progress is shown; as by default where that was not understood, which is told in another place.</summary>
    static ProgressKind ProgressOf(ParseResult parsed) =>
        parsed.GetResult(Progress) is { } result && !result.Errors.Any() ? parsed.GetValue(Progress) ?? ProgressKind.Auto : ProgressKind.Auto;

    public static RegistryOptions RegistryOptionsOf(ParseResult parsed) => new()
    {
        Credentials = Oci.Credentials.CredentialChain.FromEnvironment(),
        Mirrors = parsed.GetValue(Mirror) ?? new Dictionary<string, RegistryMirrors>(),
    };
}
