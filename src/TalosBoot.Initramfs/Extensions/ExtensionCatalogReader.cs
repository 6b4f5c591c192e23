using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Reads the container image that lists the official extensions of a Talos release (docs/formats/installer.md).</summary>
public static class ExtensionCatalogReader
{
    const string DigestsName = "image-digests";
    const string DescriptionsName = "descriptions.yaml";
    const int LongestList = 4 * 1024 * 1024;

    /// <summary>Reads the catalog.</summary>
    /// <param name="tree">The flattened container image.</param>
    /// <param name="source">The image reference, for messages.</param>
    /// <returns>The extensions, in the order of the list.</returns>
    /// <exception cref="ExtensionException">There is no list, or it cannot be read (TB3011).</exception>
    public static IReadOnlyList<OfficialExtension> Read(FileTree tree, string source)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(source);
        var digests = Find(tree, DigestsName, LongestList, source)
            ?? throw Invalid(source, DigestsName, $"failed to find {DigestsName} file: the image is no catalog of extensions. Catalogs came with Talos 1.5.3");
        var descriptions = Find(tree, DescriptionsName, YamlLimits.Default.Length, source) is { } yaml ? ReadDescriptions(yaml, source) : [];
        return
        [
            .. Encoding.UTF8.GetString(digests.ToArray()).Split('\n', StringSplitOptions.TrimEntries)
                .Where(line => line.Contains('@', StringComparison.Ordinal))
                .Select(line => Describe(ReadLine(line, source), descriptions.GetValueOrDefault(line))),
        ];
    }

    static BlobSource? Find(FileTree tree, string name, int limit, string source) => tree.Root.TryGet(name, out var entry) && entry is RegularFile file
        ? file.Content.Length <= limit
            ? file.Content
            : throw Invalid(source, name, $"it has {file.Content.Length} bytes; the limit is {limit} bytes")
        : null;

    /// <summary>Reads <c>registry/repository:tag@digest</c>.</summary>
    static OfficialExtension ReadLine(string line, string source)
    {
        var at = line.IndexOf('@', StringComparison.Ordinal);
        var (name, slash) = (line[..at], line.IndexOf('/', StringComparison.Ordinal));
        var tag = name.LastIndexOf(':');
        return slash > 0 && tag > slash + 1 && tag < name.Length - 1 && !name[tag..].Contains('/', StringComparison.Ordinal)
            && Digest.TryParse(line[(at + 1)..], out var digest)
            ? new OfficialExtension { Registry = name[..slash], Repository = name[(slash + 1)..tag], Tag = name[(tag + 1)..], Digest = digest }
            : throw Invalid(source, DigestsName, $"\"{line}\" is not a reference with tag and digest");
    }

    static OfficialExtension Describe(OfficialExtension extension, Description? description) => description is null
        ? extension
        : extension with { Author = description.Author, Description = description.Text };

    static Dictionary<string, Description> ReadDescriptions(BlobSource content, string source)
    {
        var result = new Dictionary<string, Description>();
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        try
        {
            decoder.Structure(YamlDocumentReader.Read(content.ToArray(), YamlLimits.Default), "artifacts.extensionsDescriptions", result, ReadDescription);
        }
        catch (YamlReadException exception)
        {
            throw Invalid(source, DescriptionsName, exception.ToGoText(GoYamlDialect.YamlV4Rc6), exception);
        }

        return decoder.Problems.Count == 0 ? result : throw Invalid(source, DescriptionsName, decoder.ToGoText());
    }

    static bool ReadDescription(GoDecoder decoder, Dictionary<string, Description> all, string line, YamlNode value)
    {
        var description = new Description();
        all[line] = description;
        decoder.Structure(value, "artifacts.extensionDescription", description, static (inner, target, name, text) =>
        {
            switch (name)
            {
                case "author":
                    target.Author = inner.Text(text) ?? string.Empty;
                    return true;
                case "description":
                    target.Text = inner.Text(text) ?? string.Empty;
                    return true;
                default:
                    return false;
            }
        });
        return true;
    }

    static ExtensionException Invalid(string source, string path, string message, Exception? inner = null) =>
        new(DiagnosticIds.ExtensionCatalogInvalid, source, path, $"{message}. Check the reference of the catalog.", inner);

    sealed class Description
    {
        public string Author { get; set; } = string.Empty;

        public string Text { get; set; } = string.Empty;
    }
}
