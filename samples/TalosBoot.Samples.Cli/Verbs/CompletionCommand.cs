using System.CommandLine;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot completion SHELL</c>: scripts that ask the program itself what may come next, by its directive <c>[suggest]</c>.</summary>
static class CompletionCommand
{
    static readonly Argument<string> Shell = new("shell") { Description = "bash, zsh, fish or pwsh" };

    static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _talosboot() {
                COMPREPLY=( $(compgen -W "$(talosboot "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
            }
            complete -o default -F _talosboot talosboot
            """,
        ["zsh"] = """
            #compdef talosboot
            _talosboot() {
                local -a words_found
                words_found=( ${(f)"$(talosboot "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)"} )
                compadd -- $words_found || _files
            }
            compdef _talosboot talosboot
            """,
        ["fish"] = """
            complete -c talosboot -a '(talosboot "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName talosboot -ScriptBlock {
                param($word, $line, $position)
                talosboot "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    public static Command Create()
    {
        Shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Prints a script that completes commands in a shell.") { Shell };
        command.SetAction(parsed =>
        {
            var script = $"{Scripts[parsed.GetRequiredValue(Shell)]}\n";
            if (GlobalOptions.WantsJson(parsed))
            {
                JsonOutput.WriteObject(writer => writer.WriteString("script", script));
            }
            else
            {
                Console.Out.Write(script);
            }
        });
        return command;
    }
}
