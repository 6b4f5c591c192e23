using TalosBoot.Core.Content;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Schematics;
using TalosBoot.Yaml;

namespace TalosBoot.Samples.Cli.Schematics;

/// <summary>What the commands for schematics print.</summary>
static class SchematicText
{
    public static void PrintId(string file) => Console.WriteLine($"{Read(file).Id()}  {file}");

    public static void Explain(string file, ShownText shown)
    {
        var schematic = Read(file);
        Console.Write(shown.OfSchematic(schematic).ToYaml());
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

    /// <summary>Reads it; warnings go to standard error.</summary>
    public static void Check(string file)
    {
        var schematic = Read(file);
        schematic.Validate();
        foreach (var warning in schematic.Warnings)
        {
            Console.Error.WriteLine($"{file}: warning: {warning}");
        }
    }

    public static Schematic Read(string file)
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
