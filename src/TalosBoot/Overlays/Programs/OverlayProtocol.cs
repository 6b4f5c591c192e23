using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Overlays.Programs;

/// <summary>The documents that overlay programs read and write (docs/formats/installer.md).</summary>
internal static class OverlayProtocol
{
    public const string GetOptions = "get-options";
    public const string Install = "install";

    const GoYamlDialect Dialect = GoYamlDialect.YamlV4Rc6;

    /// <summary>Options as a document; without any, an empty mapping and not an empty text.</summary>
    public static byte[] WriteOptions(YamlMapping options)
    {
        using var writer = new GoYamlWriter(Dialect);
        writer.Value(options);
        return writer.Finish().ToArray();
    }

    /// <summary>What an installation is told.</summary>
    /// <param name="disk">The file that stands for the disk.</param>
    /// <param name="mountPrefix">The folder below which <c>boot/EFI</c> stands for the EFI system partition.</param>
    /// <param name="artifacts">The folder of the artifacts.</param>
    /// <param name="options">The options of the user.</param>
    public static byte[] WriteInstall(string disk, string mountPrefix, string artifacts, YamlMapping options)
    {
        using var writer = new GoYamlWriter(Dialect);
        writer.BeginMapping();
        writer.Member("installDisk", disk);
        writer.Member("mountPrefix", mountPrefix);
        writer.Member("artifactsPath", artifacts);
        if (options.Entries.Count > 0)
        {
            writer.Key("extraOptions");
            writer.Value(options);
        }

        writer.EndMapping();
        return writer.Finish().ToArray();
    }

    /// <summary>Reads what <c>get-options</c> answers. Keys that are not known do not matter.</summary>
    /// <param name="answer">The document.</param>
    /// <param name="problem">What is wrong with it, where it gives null.</param>
    public static OverlayOptions? ReadOptions(byte[] answer, out string problem)
    {
        var decoder = new GoDecoder(Dialect, refusesUnknownFields: false);
        var draft = new Draft();
        try
        {
            var node = YamlDocumentReader.Read(answer, YamlLimits.Default);
            decoder.Structure(node, "overlay.Options", draft, ReadMember);
        }
        catch (YamlReadException exception)
        {
            problem = exception.ToGoText(Dialect);
            return null;
        }

        problem = decoder.Problems.Count > 0 ? decoder.ToGoText()
            : draft.KernelArguments.FirstOrDefault(argument => argument.Any(char.IsControl)) is { } argument
                ? $"the kernel argument \"{new string([.. argument.Where(letter => !char.IsControl(letter))])}\" has control characters"
            : string.Empty;
        return problem.Length > 0 ? null : new OverlayOptions { Name = draft.Name, KernelArguments = draft.KernelArguments, PartitionOffset = draft.Offset };
    }

    static bool ReadMember(GoDecoder decoder, Draft draft, string name, YamlNode value)
    {
        switch (name)
        {
            case "name":
                draft.Name = decoder.Text(value) ?? string.Empty;
                return true;
            case "kernelArgs":
                draft.KernelArguments = decoder.TextList(value);
                return true;
            case "partitionOptions":
                decoder.Structure(value, "overlay.PartitionOptions", draft, static (inner, target, key, offset) =>
                {
                    if (key != "offset")
                    {
                        return false;
                    }

                    target.Offset = (long)(inner.UnsignedInteger(offset, "uint64", OverlayOptions.LargestPartitionOffset) ?? 0);
                    return true;
                });
                return true;
            default:
                return false;
        }
    }

    sealed class Draft
    {
        public string Name { get; set; } = string.Empty;

        public IReadOnlyList<string> KernelArguments { get; set; } = [];

        public long Offset { get; set; }
    }
}
