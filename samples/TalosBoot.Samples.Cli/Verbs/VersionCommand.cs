using System.CommandLine;
using System.Reflection;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot version</c>.</summary>
static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Prints the version of TalosBoot.");
        command.SetAction(parsed =>
        {
            if (GlobalOptions.WantsJson(parsed))
            {
                JsonOutput.WriteObject(writer => writer.WriteString("version", Text));
            }
            else
            {
                Console.Out.Write($"{Text}\n");
            }
        });
        return command;
    }

    static string Text => typeof(TalosBootEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
