using TalosBoot.Core.Content;
using TalosBoot.Schematics;
using TalosBoot.Yaml;

namespace TalosBoot.Samples.Schematics;

/// <summary>What the commands print.</summary>
static class SchematicCommands
{
    const string Mask = "***";

    public static void PrintId(string file) => Console.WriteLine($"{Read(file).Id()}  {file}");

    /// <summary>META values and the embedded configuration may hold secrets: they are masked unless they are asked for. The IDs are of the whole.</summary>
    public static void Explain(string file, bool showsSecrets)
    {
        var schematic = Read(file);
        Console.Write((showsSecrets ? schematic : Masked(schematic)).ToYaml());
        Console.WriteLine();
        foreach (var known in schematic.KnownIds)
        {
            Console.WriteLine($"{known.Id}  {known.Dialect.ToName()}{(known.Layout == SchematicLayout.Released ? string.Empty : $", {known.Layout}")}");
        }

        foreach (var warning in schematic.Warnings)
        {
            Console.WriteLine($"warning: {warning}");
        }
    }

    static Schematic Masked(Schematic schematic) => schematic with
    {
        Customization = schematic.Customization with
        {
            Meta = [.. schematic.Customization.Meta.Select(value => value with { Value = Mask })],
            EmbeddedMachineConfiguration = schematic.Customization.EmbeddedMachineConfiguration.Length == 0 ? string.Empty : Mask,
        },
    };

    static Schematic Read(string file)
    {
        if (file != "-")
        {
            return Schematic.Parse(BlobSource.FromFile(file).ToArray());
        }

        using var input = new MemoryStream();
        using var standardInput = Console.OpenStandardInput();
        standardInput.CopyTo(input);
        return Schematic.Parse(input.ToArray());
    }
}
