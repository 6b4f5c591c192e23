using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Overlays.Catalogs;

/// <summary>Reads the container image that lists the official overlays of a Talos release (installer-overlay.md 16). The first one was published for 1.7.</summary>
public static class OverlayCatalogReader
{
    const string FileName = "overlays.yaml";

    /// <summary>Reads the catalog.</summary>
    /// <param name="tree">The flattened container image.</param>
    /// <param name="source">The image reference, for messages.</param>
    /// <returns>The overlays, in the order of the list.</returns>
    /// <exception cref="OverlayException">There is no list, or it cannot be read (TB7013).</exception>
    public static IReadOnlyList<OfficialOverlay> Read(FileTree tree, string source)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(source);
        if (!tree.Root.TryGet(FileName, out var entry) || entry is not RegularFile { Content: { Length: > 0 } content })
        {
            throw Invalid(source, $"failed to find {FileName} file: the image is no catalog of overlays. Catalogs came with Talos 1.7");
        }

        if (content.Length > YamlLimits.Default.Length)
        {
            throw Invalid(source, $"{FileName} has {content.Length} bytes; the limit is {YamlLimits.Default.Length} bytes");
        }

        var drafts = new List<Draft>();
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        try
        {
            decoder.Structure(YamlDocumentReader.Read(content.ToArray(), YamlLimits.Default), "artifacts.overlays", drafts, static (inner, list, name, value) =>
            {
                if (name == "overlays")
                {
                    inner.List(value, "[]artifacts.overlay", list, ReadEntry);
                }

                return name == "overlays";
            });
        }
        catch (YamlReadException exception)
        {
            throw Invalid(source, exception.ToGoText(GoYamlDialect.YamlV4Rc6), exception);
        }

        return decoder.Problems.Count == 0 ? [.. drafts.Select(draft => Check(draft, source))] : throw Invalid(source, decoder.ToGoText());
    }

    static void ReadEntry(GoDecoder decoder, List<Draft> list, YamlNode value)
    {
        var draft = new Draft();
        list.Add(draft);
        decoder.Structure(value, "artifacts.overlay", draft, static (inner, target, name, text) =>
        {
            switch (name)
            {
                case "name":
                    target.Name = inner.Text(text) ?? string.Empty;
                    return true;
                case "image":
                    target.Image = inner.Text(text) ?? string.Empty;
                    return true;
                case "digest":
                    target.Digest = inner.Text(text) ?? string.Empty;
                    return true;
                default:
                    return false;
            }
        });
    }

    static OfficialOverlay Check(Draft draft, string source)
    {
        if (draft.Name.Length == 0 || !ImageReference.TryParse(draft.Image, out var reference) || reference.Tag is not { } tag || reference.Digest is not null)
        {
            throw Invalid(source, $"\"{draft.Image}\" of \"{draft.Name}\" is not a reference with a tag");
        }

        // The list of the source repository has no digests; that of a release has.
        Digest? digest = draft.Digest.Length == 0 ? null
            : Digest.TryParse(draft.Digest, out var told) ? told : throw Invalid(source, $"\"{draft.Digest}\" of \"{draft.Name}\" is not a digest");
        return new OfficialOverlay { Name = draft.Name, Registry = reference.Registry, Repository = reference.Repository, Tag = tag, Digest = digest };
    }

    static OverlayException Invalid(string source, string message, Exception? inner = null) =>
        new(DiagnosticIds.OverlayCatalogInvalid, source, null, $"{message}. Check the reference of the catalog.", inner);

    sealed class Draft
    {
        public string Name { get; set; } = string.Empty;

        public string Image { get; set; } = string.Empty;

        public string Digest { get; set; } = string.Empty;
    }
}
