using System.Text.Json;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Client;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Schematics;
using TalosBoot.Yaml;

namespace TalosBoot.Samples.Cli.Schematics;

/// <summary>What the commands for schematics read and print.</summary>
static class SchematicText
{
    public static async Task PrintIdsAsync(IReadOnlyList<string> files, bool asJson, CancellationToken cancellationToken)
    {
        var schematics = await ReadAllAsync(files, cancellationToken);
        if (asJson)
        {
            JsonOutput.WriteObjects(schematics, (writer, each) =>
            {
                writer.WriteString("id", each.Schematic.Id().Hex);
                writer.WriteString("file", each.File);
            });
            return;
        }

        foreach (var (file, schematic) in schematics)
        {
            Console.Out.Write($"{schematic.Id()}  {file}\n");
        }
    }

    public static async Task ExplainAsync(string file, SecretMask mask, bool asJson, CancellationToken cancellationToken)
    {
        var schematic = await ReadAsync(file, cancellationToken);
        var yaml = mask.Apply(schematic).ToYaml();
        var warnings = WarningsOf(schematic, mask);
        if (asJson)
        {
            JsonOutput.WriteObject(writer => WriteExplanation(writer, schematic, yaml, warnings));
            return;
        }

        Console.Out.Write($"{yaml}\n");
        foreach (var known in schematic.KnownIds)
        {
            Console.Out.Write($"{known.Id}  {NameOf(known)}\n");
        }

        foreach (var warning in warnings)
        {
            Console.Out.Write($"warning: {warning}\n");
        }
    }

    /// <summary>Reads them; warnings go to standard error, or into the JSON document.</summary>
    public static async Task CheckAsync(IReadOnlyList<string> files, SecretMask mask, bool asJson, CancellationToken cancellationToken)
    {
        var schematics = await ReadAllAsync(files, cancellationToken);
        schematics.ForEach(each => each.Schematic.Validate());
        if (asJson)
        {
            JsonOutput.WriteObjects(schematics, (writer, each) =>
            {
                writer.WriteString("file", each.File);
                JsonOutput.WriteTexts(writer, "warnings", WarningsOf(each.Schematic, mask));
            });
            return;
        }

        foreach (var (file, schematic) in schematics)
        {
            foreach (var warning in WarningsOf(schematic, mask))
            {
                Console.Error.WriteLine($"{file}: warning: {warning}");
            }
        }
    }

    public static void Print(Schematic schematic, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.WriteObject(writer =>
            {
                writer.WriteString("id", schematic.Id().Hex);
                writer.WriteString("yaml", schematic.ToYaml());
            });
            return;
        }

        Console.Out.Write(schematic.ToYaml());
    }

    /// <summary>Finds a schematic by what a user names: a file, <c>-</c>, or an ID that an Image Factory knows the text of.</summary>
    /// <param name="name">The name.</param>
    /// <param name="factory">The Image Factory; null for none.</param>
    /// <param name="client">Asks it.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public static async Task<Schematic> FindAsync(string name, Uri? factory, HttpClient client, CancellationToken cancellationToken)
    {
        if (File.Exists(name) || !SchematicId.TryParse(name, out var id))
        {
            return await ReadAsync(name, cancellationToken);
        }

        if (id == SchematicId.Empty)
        {
            return new Schematic();
        }

        if (factory is null)
        {
            throw new SchematicException(
                DiagnosticIds.SchematicNotFound, $"{id} is an ID, which does not say what is in the schematic. Name the Image Factory that knows it with --factory, or give its file.");
        }

        using var service = new ImageFactoryClient(factory, http: client);
        var schematic = await service.FindSchematicAsync(id, cancellationToken)
            ?? throw new SchematicException(DiagnosticIds.SchematicNotFound, $"{factory} has no schematic {id}. Create it there first, or check the ID.");
        return schematic.KnownIds.Any(known => known.Id == id)
            ? schematic
            : throw new ImageFactoryException(null, $"{factory} answers for {id} with a schematic that has the ID {schematic.Id()}. It is not used.");
    }

    static void WriteExplanation(Utf8JsonWriter writer, Schematic schematic, string yaml, IEnumerable<string> warnings)
    {
        writer.WriteString("yaml", yaml);
        JsonOutput.WriteObjects(writer, "ids", schematic.KnownIds, known =>
        {
            writer.WriteString("id", known.Id.Hex);
            writer.WriteString("of", NameOf(known));
        });
        JsonOutput.WriteTexts(writer, "warnings", warnings);
    }

    /// <summary>A warning may tell an argument.</summary>
    static IEnumerable<string> WarningsOf(Schematic schematic, SecretMask mask) => schematic.Warnings.Select(mask.ApplyToText);

    static string NameOf(KnownSchematicId known) => $"{known.Dialect.ToName()}{(known.Layout == SchematicLayout.Released ? string.Empty : $", {known.Layout}")}";

    static async Task<Schematic> ReadAsync(string file, CancellationToken cancellationToken) =>
        Schematic.Parse(file == "-" ? await StandardInput.ReadAsync(cancellationToken) : BlobSource.FromFile(file).ToArray());

    static async Task<List<(string File, Schematic Schematic)>> ReadAllAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var result = new List<(string, Schematic)>(files.Count);
        foreach (var file in files)
        {
            result.Add((file, await ReadAsync(file, cancellationToken)));
        }

        return result;
    }
}
