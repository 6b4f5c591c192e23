using System.CommandLine;

namespace TalosBoot.Samples.Registry;

/// <summary>The commands and flags, which mean what they mean for crane.</summary>
static class RegistryCommands
{
    static readonly Option<string> Platform = new("--platform")
    {
        Description = "os/arch[/variant] to choose where an image is there for several",
        DefaultValueFactory = _ => "linux/amd64",
        Recursive = true,
    };

    static readonly Option<bool> Insecure = new("--insecure") { Description = "allow plain HTTP and unverified TLS", Recursive = true };
    static readonly Option<string?> Cache = new("--cache") { Description = "folder that keeps what is fetched (default: none)", Recursive = true };

    public static RootCommand Create()
    {
        var image = new Argument<string>("image") { Description = "registry/repository:tag or @digest" };
        var source = new Argument<string>("source") { Description = "the image to copy" };
        var path = new Argument<string>("path") { Description = "a docker archive or an OCI layout" };
        var repository = new Argument<string>("repository") { Description = "registry/repository" };
        var tarball = new Argument<string>("tarball") { Description = "the file; - for standard output", DefaultValueFactory = _ => "-" };
        var format = new Option<string>("--format") { Description = "tarball or oci", DefaultValueFactory = _ => "tarball" };
        format.AcceptOnlyFromAmong("tarball", "oci");
        return new RootCommand("Works with container images in registries.")
        {
            Platform, Insecure, Cache,
            Make(
                "digest", "Prints the digest of an image, or of that for a platform when one is named.", [image],
                (parsed, work, token) => work.PrintDigestAsync(Get(parsed, image), parsed.GetResult(Platform) is { Implicit: false }, token)),
            Make("manifest", "Prints the manifest of an image.", [image], (parsed, work, token) => work.PrintManifestAsync(Get(parsed, image), token)),
            Make("ls", "Lists the tags of a repository.", [repository], (parsed, work, token) => work.ListAsync(Get(parsed, repository), token)),
            Make(
                "export", "Writes the files of an image, which may be the folder of an OCI layout, as a tar archive.", [image, tarball],
                (parsed, work, token) => work.ExportAsync(Get(parsed, image), Get(parsed, tarball), token)),
            Make(
                "pull", "Saves an image.", [image, path, format],
                (parsed, work, token) => work.PullAsync(Get(parsed, image), Get(parsed, path), parsed.GetValue(format) == "oci", token)),
            Make("push", "Sends a saved image.", [path, image], (parsed, work, token) => work.PushAsync(Get(parsed, path), Get(parsed, image), token)),
            Make("copy", "Copies an image.", [source, image], (parsed, work, token) => work.CopyAsync(Get(parsed, source), Get(parsed, image), token)),
        };
    }

    static string Get(ParseResult parsed, Argument<string> argument) => parsed.GetRequiredValue(argument);

    static Command Make(string name, string description, Symbol[] symbols, Func<ParseResult, RegistryWork, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction(async (parsed, token) =>
        {
            using var work = new RegistryWork(parsed.GetRequiredValue(Platform), parsed.GetValue(Insecure), parsed.GetValue(Cache));
            await run(parsed, work, token);
        });
        return command;
    }
}
