namespace TalosBoot.Schematics;

/// <summary>What is accepted in a schematic, and probably not meant.</summary>
internal static class SchematicWarnings
{
    public static IEnumerable<string> Of(Schematic schematic) =>
        Extensions(schematic.Customization).Concat(KernelArguments(schematic.Customization)).Concat(Meta(schematic.Customization)).Concat(Ids(schematic));

    static IEnumerable<string> Extensions(SchematicCustomization customization)
    {
        foreach (var name in customization.OfficialExtensions)
        {
            if (ExtensionAliases.TryFind(name, out var successor))
            {
                yield return $"the extension {name} is retired; its successor is {successor}.";
            }
        }

        foreach (var name in customization.OfficialExtensions.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            yield return $"the extension {name} is there more than once.";
        }
    }

    static IEnumerable<string> KernelArguments(SchematicCustomization customization) => customization.ExtraKernelArgs
        .Where(argument => argument.AsSpan().ContainsAny(" \t\n"))
        .Select(argument => $"the kernel argument \"{argument}\" has white space: the kernel command line knows no quotes, so it is several arguments.");

    static IEnumerable<string> Meta(SchematicCustomization customization)
    {
        if (customization.Meta.Any(value => value.Key == 0))
        {
            yield return "the META key 0 ends the list on disk and hides what follows.";
        }
    }

    static IEnumerable<string> Ids(Schematic schematic)
    {
        if (schematic.KnownIds.Where(known => known.Layout == SchematicLayout.Released).Skip(1).Any())
        {
            yield return "the ID differs between releases of the Image Factory, since they write the same text in different styles.";
        }
    }
}
