using System.CommandLine;
using TalosBoot.Errors;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Samples.Cli.Imager;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot build</c> and <c>talosboot plan</c>.</summary>
static class BuildCommand
{
    static readonly Option<string> Output = new("--output", "-o") { HelpName = "DIR", Description = "the folder to write to, which is made", DefaultValueFactory = _ => "." };

    public static Command Create()
    {
        var command = new Command("build", "Builds an asset.");
        BuildRequest.AddTo(command);
        command.Add(Output);
        command.SetAction(BuildAsync);
        return command;
    }

    public static Command CreatePlan()
    {
        var command = new Command("plan", "Says what would be built, without building it.");
        BuildRequest.AddTo(command);
        command.SetAction(PlanAsync);
        return command;
    }

    static async Task<int> BuildAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        BuiltAsset built;
        using (var display = GlobalOptions.CreateDisplay(parsed))
        {
            var build = new ImagerBuild(parsed.GetRequiredValue(Output), display, GlobalOptions.MaskOf(parsed), GlobalOptions.InkOfErrors(parsed));
            var request = await BuildRequest.ReadAsync(parsed, client, build.Warn, cancellationToken);
            await using var talos = GlobalOptions.CreateEngine(parsed, client, display, request.Factory);
            built = await build.RunAsync(request.CreateAsset(talos), cancellationToken);
        }

        if (GlobalOptions.WantsJson(parsed))
        {
            JsonOutput.WriteObject(writer =>
            {
                writer.WriteString("path", built.Path);
                writer.WriteNumber("size", built.Size);
                writer.WriteString("schematic", built.SchematicId);
                writer.WriteString("commandLine", built.CommandLine);
                JsonOutput.WriteTexts(writer, "warnings", built.Warnings);
            });
        }

        return (int)ExitCode.Success;
    }

    static async Task<int> PlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var display = GlobalOptions.CreateDisplay(parsed);
        var request = await BuildRequest.ReadAsync(parsed, client, display.Say, cancellationToken);
        await using var talos = GlobalOptions.CreateEngine(parsed, client, display, request.Factory);
        using var asset = await request.CreateAsset(talos).PlanAsync(display, cancellationToken);
        display.Dispose();
        PlanText.Write(asset, GlobalOptions.MaskOf(parsed), GlobalOptions.WantsJson(parsed), cancellationToken);
        return (int)ExitCode.Success;
    }
}
