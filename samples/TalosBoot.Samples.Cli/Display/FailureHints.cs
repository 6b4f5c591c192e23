using System.CommandLine;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Samples.Cli.Schematics;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Messages of failures with what the user of this program can do, where the library cannot know its options.</summary>
static class FailureHints
{
    const int MostTags = 20;

    public static string MessageOf(TalosBootException exception, ParseResult parsed) => exception switch
    {
        RegistryException { DiagnosticId: DiagnosticIds.ImageNotFound } missing
            when FindValue(parsed, "--images") is { } folder && ImageReference.TryParse(missing.Repository, out var reference) =>
            $"{missing.DiagnosticId}: {missing.Repository}: {folder} does not hold this image. {Listing(reference, folder)}",
        FileAccessException { DiagnosticId: DiagnosticIds.OutputNotWritable, InnerException: null } file
            when File.Exists(file.Path) && FindOption(parsed, "--force") is not null =>
            $"{file.DiagnosticId}: {file.Path}: the file exists. Choose another folder, or give --force to overwrite it.",
        SchematicException { DiagnosticId: DiagnosticIds.SchematicUnknownField, Path: { } path } when SchematicKeys.FindNearest(path) is { } near =>
            $"{exception.Message} Did you mean {near}?",
        _ => exception.Message,
    };

    /// <summary>The other tags of the repository; without any, the repository that may have been meant.</summary>
    static string Listing(ImageReference reference, string folder)
    {
        var images = ImageFolder.Open(folder);
        var repository = $"{reference.Registry}/{reference.Repository}";
        var tags = images.ListTags(reference);
        if (tags.Count > 0)
        {
            return $"It holds {string.Join(", ", tags.TakeLast(MostTags))} of {repository}.";
        }

        var near = Suggestions.Nearest(repository, images.References.Select(other => $"{other.Registry}/{other.Repository}").Distinct());
        return $"It holds nothing of {repository}. {(near is null ? "Check the folder." : $"Did you mean {near}?")}";
    }

    /// <summary>What an option of the command or of those above it was given; null for nothing.</summary>
    static string? FindValue(ParseResult parsed, string name) =>
        FindOption(parsed, name) is { } option && parsed.GetResult(option) is { Tokens: [{ Value: var value }, ..] } ? value : null;

    static Option? FindOption(ParseResult parsed, string name)
    {
        for (var command = parsed.CommandResult.Command; command is not null; command = command.Parents.OfType<Command>().FirstOrDefault())
        {
            if (command.Options.FirstOrDefault(option => option.Name == name) is { } option)
            {
                return option;
            }
        }

        return null;
    }
}
