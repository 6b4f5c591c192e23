using System.CommandLine;

namespace TalosBoot.Samples.Cli.Images;

/// <summary>The commands and flags, which mean what they mean for crane.</summary>
static class ImageCommands
{
    static readonly Option<string?> Platform = new("--platform") { Description = "os/arch[/variant] to choose where an image is there for several", Recursive = true };
    static readonly Option<bool> Insecure = new("--insecure") { Description = "allow plain HTTP and unverified TLS", Recursive = true };
    static readonly Option<string?> Cache = new("--cache", "-c", "--cache_path") { Description = "folder that keeps what is fetched (default: none)", Recursive = true };
    static readonly Option<bool> FullReference = new("--full-ref") { Description = "print whole references" };
    static readonly Option<bool> OmitDigestTags = new("--omit-digest-tags") { Description = "leave out tags such as sha256-…" };
    static readonly Option<bool> AllTags = new("--all-tags", "-a") { Description = "copy all tags of a repository" };
    static readonly Option<bool> NoClobber = new("--no-clobber", "-n") { Description = "leave tags that exist" };
    static readonly Option<string?> ImageReferences = new("--image-refs") { Description = "file to write the references to" };
    static readonly Option<bool> AnnotateReference = new("--annotate-ref") { Description = "note the reference in a layout, which is always done" };
    static readonly Option<string> Format = new("--format") { Description = "tarball or oci", DefaultValueFactory = _ => "tarball" };
    static readonly Option<string?> Tarball = new("--tarball") { Description = "an archive to check" };
    static readonly Option<string?> Remote = new("--remote") { Description = "an image of a registry to check" };
    static readonly Option<bool> Fast = new("--fast") { Description = "check documents only" };

    /// <param name="name">What they are called together.</param>
    public static Command Create(string name)
    {
        Platform.Validators.Clear();
        Platform.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && text.Count(character => character == '/') > 2)
            {
                result.AddError($"invalid argument \"{text}\" for \"--platform\" flag: too many slashes in platform spec: {text}");
            }
        });
        Format.Validators.Clear();
        Format.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not ("tarball" or "oci") and var text }])
            {
                result.AddError($"unexpected --format: \"{text}\" (valid values are: tarball and oci)");
            }
        });
        var image = new Argument<string>("image") { Description = "registry/repository:tag or @digest" };
        var source = new Argument<string>("source") { Description = "the image to copy" };
        var path = new Argument<string>("path") { Description = "a docker archive or an OCI layout" };
        var repository = new Argument<string>("repository") { Description = "registry/repository" };
        var registry = new Argument<string>("registry") { Description = "the registry" };
        var tag = new Argument<string>("tag") { Description = "the new tag" };
        var tarball = new Argument<string>("tarball") { Description = "the file; - for standard output", DefaultValueFactory = _ => "-" };
        return new Command(name, "Works with container images in registries.")
        {
            new VersionOption(), Platform, Insecure, Cache,
            Make("digest", "Prints the digest of an image.", [image, FullReference], (parsed, work, token) => work.PrintDigestAsync(Get(parsed, image), parsed.GetValue(FullReference), token)),
            Make("manifest", "Prints the manifest of an image.", [image], (parsed, work, token) => work.PrintManifestAsync(Get(parsed, image), token)),
            Make("config", "Prints the configuration of an image.", [image], (parsed, work, token) => work.PrintConfigAsync(Get(parsed, image), token)),
            Make(
                "ls", "Lists the tags of a repository.", [repository, FullReference, OmitDigestTags],
                (parsed, work, token) => work.ListAsync(Get(parsed, repository), parsed.GetValue(FullReference), parsed.GetValue(OmitDigestTags), token)),
            Make("catalog", "Lists the repositories of a registry.", [registry, FullReference], (parsed, work, token) => work.ListRepositoriesAsync(Get(parsed, registry), parsed.GetValue(FullReference), token)),
            Make(
                "export", "Writes the files of an image, which may be the folder of an OCI layout, as a tar archive.", [image, tarball],
                (parsed, work, token) => work.ExportAsync(Get(parsed, image), Get(parsed, tarball), token)),
            Make("pull", "Saves an image.", [image, path, Format, AnnotateReference], (parsed, work, token) => work.PullAsync(Get(parsed, image), Get(parsed, path), parsed.GetValue(Format) == "oci", token)),
            Make("push", "Sends a saved image.", [path, image, ImageReferences], (parsed, work, token) => work.PushAsync(Get(parsed, path), Get(parsed, image), parsed.GetValue(ImageReferences), token)),
            MakeCopy("copy", source, image), MakeCopy("cp", source, image, isHidden: true),
            Make("tag", "Gives an image of a registry another tag.", [image, tag], (parsed, work, token) => work.TagAsync(Get(parsed, image), Get(parsed, tag), token)),
            MakeValidate("validate"), MakeValidate("verify", isHidden: true),
        };
    }

    static Command MakeCopy(string name, Argument<string> source, Argument<string> image, bool isHidden = false)
    {
        var command = Make(name, "Copies an image with all of its platforms, or one where one is named.", [source, image, AllTags, NoClobber], (parsed, work, token) => parsed.GetValue(AllTags)
            ? work.CopyAllAsync(Get(parsed, source), Get(parsed, image), parsed.GetValue(NoClobber), token)
            : work.CopyAsync(Get(parsed, source), Get(parsed, image), parsed.GetValue(NoClobber), token));
        command.Hidden = isHidden;
        return command;
    }

    static Command MakeValidate(string name, bool isHidden = false)
    {
        var command = Make(name, "Checks that an image is whole.", [Tarball, Remote, Fast], (parsed, work, token) => work.ValidateAsync(parsed.GetValue(Tarball), parsed.GetValue(Remote), parsed.GetValue(Fast), token));
        command.Hidden = isHidden;
        return command;
    }

    static string Get(ParseResult parsed, Argument<string> argument) => parsed.GetRequiredValue(argument);

    static Command Make(string name, string description, Symbol[] symbols, Func<ParseResult, ImageWork, CancellationToken, Task> run)
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
            using var work = new ImageWork(parsed.GetValue(Platform), parsed.GetValue(Insecure), parsed.GetValue(Cache));
            await run(parsed, work, token);
        });
        return command;
    }
}
