using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>The list of layers that Talos' init reads: <c>/extensions.yaml</c> (docs/formats/initramfs.md). Later layers lie on top.</summary>
internal static class ExtensionsYaml
{
    // Long texts are not folded: upstream's newest writer folds them, and no reader sees a difference.
    static readonly GoYamlWriterOptions Options = new(GoYamlDialect.YamlV4Rc6);

    public static byte[] Write(IReadOnlyList<InitramfsLayer> layers)
    {
        using var writer = new GoYamlWriter(Options);
        writer.BeginMapping();
        writer.Key("layers");
        writer.BeginSequence();
        foreach (var layer in layers)
        {
            WriteLayer(writer, layer);
        }

        writer.EndSequence();
        writer.EndMapping();
        return writer.Finish().ToArray();
    }

    static void WriteLayer(GoYamlWriter writer, InitramfsLayer layer)
    {
        writer.BeginMapping();
        writer.Member("image", layer.ImageName);
        writer.Key("metadata");
        ExtensionManifestWriter.WriteMetadata(writer, layer.Manifest);
        writer.EndMapping();
    }

    /// <summary>Reads a list.</summary>
    /// <param name="content">The file.</param>
    /// <param name="source">What it is the list of, for messages.</param>
    /// <exception cref="ExtensionException">It is too long, no YAML, or no such list (TB3004).</exception>
    public static IReadOnlyList<(string Image, ExtensionManifest Manifest)> Read(BlobSource content, string source)
    {
        if (content.Length > YamlLimits.Default.Length)
        {
            throw Invalid(source, $"the list has {content.Length} bytes; the limit is {YamlLimits.Default.Length} bytes.");
        }

        var layers = new List<(string Image, ExtensionManifest Manifest)>();
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        try
        {
            decoder.Structure(YamlDocumentReader.Read(content.ToArray(), YamlLimits.Default), "extensions.Config", layers, ReadList);
        }
        catch (YamlReadException exception)
        {
            throw Invalid(source, exception.ToGoText(GoYamlDialect.YamlV4Rc6), exception);
        }

        return decoder.Problems.Count == 0 ? layers : throw Invalid(source, decoder.ToGoText());
    }

    static bool ReadList(GoDecoder decoder, List<(string Image, ExtensionManifest Manifest)> layers, string name, YamlNode value)
    {
        if (name != "layers")
        {
            return false;
        }

        decoder.List(value, "[]*extensions.Layer", layers, static (inner, all, layer) =>
        {
            var read = new ReadLayer();
            inner.Structure(layer, "extensions.Layer", read, ReadField);
            all.Add((read.Image, read.Manifest));
        });
        return true;
    }

    static bool ReadField(GoDecoder decoder, ReadLayer layer, string name, YamlNode value)
    {
        switch (name)
        {
            case "image":
                layer.Image = decoder.Text(value) ?? string.Empty;
                return true;
            case "metadata":
                layer.Manifest = ExtensionManifestReader.ReadMetadata(decoder, value);
                return true;
            default:
                return false;
        }
    }

    static ExtensionException Invalid(string source, string message, Exception? inner = null) =>
        new(DiagnosticIds.ExtensionManifestInvalid, source, "extensions.yaml", message, inner);

    sealed class ReadLayer
    {
        public string Image { get; set; } = string.Empty;

        public ExtensionManifest Manifest { get; set; } = new();
    }
}
