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
    static readonly Option<ProgressKind> Progress = new("--progress") { Description = "auto, plain, json or none", Recursive = true };
    static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "write errors only to standard error", Recursive = true };
    static readonly Option<string?> Cache = new("--cache") { Description = "folder that keeps downloads and work", Recursive = true };
    static readonly Option<bool> NoCache = new("--no-cache") { Description = "keep nothing", Recursive = true };
    static readonly Option<string?> Images = new("--images") { Description = "OCI layout or bundle instead of registries", Recursive = true };
    static readonly Option<string[]> Mirror = new("--mirror") { Description = "REGISTRY=URL: where a registry's images are taken from", Recursive = true };

    static readonly Option<bool> ShowSecrets = new("--show-secrets") { Description = "print META values and embedded configurations, which are masked otherwise", Recursive = true };

    public static void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { Json, Progress, Quiet, Cache, NoCache, Images, Mirror, ShowSecrets })
        {
            root.Add(option);
        }
    }

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue(Json);

    public static IMessageDisplay CreateDisplay(ParseResult parsed) => DisplayFactory.Create(parsed.GetValue(Progress), parsed.GetValue(Quiet));

    public static ShownText TextOf(ParseResult parsed) => new(parsed.GetValue(ShowSecrets));

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

    public static TalosBootEngine CreateEngine(ParseResult parsed, HttpClient client)
    {
        var services = new SigningServices(client, Environment.GetEnvironmentVariable);
        return TalosBootEngine.Create(options =>
        {
            options.Images = parsed.GetValue(Images) is { } folder ? ImageFolder.Open(folder) : null;
            options.CacheDirectory = FindCache(parsed);
            options.Registry = RegistryOptionsOf(parsed);
            options.FindSecureBootSigner = services.FindSecureBootSigner;
            options.FindPcrSigner = services.FindPcrSigner;
        });
    }

    public static RegistryOptions RegistryOptionsOf(ParseResult parsed) => new()
    {
        Credentials = Oci.Credentials.CredentialChain.FromEnvironment(),
        Mirrors = (parsed.GetValue(Mirror) ?? []).Select(text => text.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => new RegistryMirrors { Endpoints = [new RegistryMirror(new Uri(pair[1]))] }),
    };
}
