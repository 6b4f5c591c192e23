using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Reading;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Reads the <c>manifest.yaml</c> of an extension (docs/formats/initramfs.md). Keys that are not known are passed over.</summary>
internal static class ExtensionManifestReader
{
    const string FileName = "manifest.yaml";

    public static ExtensionManifest Read(BlobSource content, string source)
    {
        if (content.Length > YamlLimits.Default.Length)
        {
            throw Invalid(source, $"has {content.Length} bytes; the limit is {YamlLimits.Default.Length} bytes.");
        }

        var draft = new Draft();
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        try
        {
            decoder.Structure(YamlDocumentReader.Read(content.ToArray(), YamlLimits.Default), "extensions.Manifest", draft, ReadManifestField);
        }
        catch (YamlReadException exception)
        {
            throw Invalid(source, $"{exception.ToGoText(GoYamlDialect.YamlV4Rc6)}. Ask the author of the extension to correct it.", exception);
        }

        if (decoder.Problems.Count > 0)
        {
            throw Invalid(source, $"{decoder.ToGoText()}. Ask the author of the extension to correct it.");
        }

        return draft.Version == ExtensionManifest.SupportedVersion
            ? draft.Manifest
            : throw Invalid(source, $"unsupported manifest version: \"{draft.Version}\". Only {ExtensionManifest.SupportedVersion} is understood.");
    }

    /// <summary>Reads the part of a manifest that lists of extensions have too.</summary>
    public static ExtensionManifest ReadMetadata(GoDecoder decoder, YamlNode value)
    {
        var draft = new Draft();
        decoder.Structure(value, "extensions.Metadata", draft, ReadMetadataField);
        return draft.Manifest;
    }

    static bool ReadManifestField(GoDecoder decoder, Draft draft, string name, YamlNode value)
    {
        switch (name)
        {
            case "version":
                draft.Version = decoder.Text(value) ?? draft.Version;
                return true;
            case "metadata":
                decoder.Structure(value, "extensions.Metadata", draft, ReadMetadataField);
                return true;
            default:
                return false;
        }
    }

    static bool ReadMetadataField(GoDecoder decoder, Draft draft, string name, YamlNode value)
    {
        var manifest = draft.Manifest;
        switch (name)
        {
            case "name":
                draft.Manifest = manifest with { Name = decoder.Text(value) ?? string.Empty };
                return true;
            case "version":
                draft.Manifest = manifest with { Version = decoder.Text(value) ?? string.Empty };
                return true;
            case "author":
                draft.Manifest = manifest with { Author = decoder.Text(value) ?? string.Empty };
                return true;
            case "description":
                draft.Manifest = manifest with { Description = decoder.Text(value) ?? string.Empty };
                return true;
            case "extraInfo":
                draft.Manifest = manifest with { ExtraInfo = decoder.Text(value) ?? string.Empty };
                return true;
            case "compatibility":
                decoder.Structure(value, "extensions.Compatibility", draft, ReadCompatibilityField);
                return true;
            default:
                return false;
        }
    }

    static bool ReadCompatibilityField(GoDecoder decoder, Draft draft, string name, YamlNode value)
    {
        if (name != "talos")
        {
            return false;
        }

        decoder.Structure(value, "extensions.Constraint", draft, static (constraint, target, field, text) =>
        {
            if (field != "version")
            {
                return false;
            }

            target.Manifest = target.Manifest with { TalosVersionConstraint = constraint.Text(text) ?? string.Empty };
            return true;
        });
        return true;
    }

    static ExtensionException Invalid(string source, string message, Exception? inner = null) =>
        new(DiagnosticIds.ExtensionManifestInvalid, source, FileName, message, inner);

    sealed class Draft
    {
        public string Version { get; set; } = string.Empty;

        public ExtensionManifest Manifest { get; set; } = new();
    }
}
