namespace TalosBoot.Oci.Model;

/// <summary>Writes the documents of images byte for byte as upstream's Go programs do, in their order of fields (docs/formats/oci.md).</summary>
public static partial class GoJson
{
    const string ZeroTime = "0001-01-01T00:00:00Z";

    /// <summary>The JSON of a manifest.</summary>
    /// <param name="manifest">The manifest.</param>
    public static byte[] Serialize(OciManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var writer = new GoJsonWriter().Begin('{').Name("schemaVersion").Value(manifest.SchemaVersion);
        writer.Text("mediaType", manifest.MediaType);
        writer.Name("config");
        Write(writer, manifest.Config);
        WriteAll(writer, "layers", manifest.Layers);
        writer.Map("annotations", manifest.Annotations);
        WriteSubject(writer, manifest.Subject);
        writer.Text("artifactType", manifest.ArtifactType);
        return writer.End('}').ToUtf8();
    }

    /// <summary>The JSON of an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="indentation">The spaces of one level, each member on its own line; 0 for no white space.</param>
    public static byte[] Serialize(OciIndex index, int indentation = 0)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfNegative(indentation);
        var writer = new GoJsonWriter(indentation).Begin('{').Name("schemaVersion").Value(index.SchemaVersion);
        writer.Text("mediaType", index.MediaType);
        WriteAll(writer, "manifests", index.Manifests);
        writer.Map("annotations", index.Annotations);
        WriteSubject(writer, index.Subject);
        writer.Text("artifactType", index.ArtifactType);
        return writer.End('}').ToUtf8();
    }

    /// <summary>The JSON of an image configuration.</summary>
    /// <param name="config">The configuration.</param>
    public static byte[] Serialize(ImageConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var writer = new GoJsonWriter().Begin('{').Name("architecture").Value(config.Architecture);
        writer.Text("author", config.Author);
        writer.Text("container", config.Container);
        writer.Name("created").Value(config.Created ?? ZeroTime);
        writer.Text("docker_version", config.DockerVersion);
        WriteHistory(writer, config.History);
        writer.Name("os").Value(config.OperatingSystem);
        WriteRootFs(writer, config.RootFs);
        WriteRuntime(writer.Name("config"), config.Runtime ?? new ImageRuntimeConfig());
        writer.Text("os.version", config.OperatingSystemVersion);
        writer.Text("variant", config.Variant);
        writer.Texts("os.features", config.OperatingSystemFeatures);
        return writer.End('}').ToUtf8();
    }

    /// <summary>The JSON of a docker archive's <c>manifest.json</c>.</summary>
    internal static byte[] Serialize(IEnumerable<DockerArchiveItem> items)
    {
        var writer = new GoJsonWriter().Begin('[');
        foreach (var item in items)
        {
            writer.Begin('{').Name("Config").Value(item.Config ?? string.Empty);
            if (item.RepoTags is null)
            {
                writer.Name("RepoTags").Null();
            }

            writer.Texts("RepoTags", item.RepoTags);
            writer.Texts("Layers", item.Layers);
            WriteLayerSources(writer, item.LayerSources);
            writer.End('}');
        }

        return writer.End(']').ToUtf8();
    }

    static void WriteLayerSources(GoJsonWriter writer, IReadOnlyDictionary<string, OciDescriptor>? sources)
    {
        if (sources is { Count: > 0 })
        {
            writer.Name("LayerSources").Begin('{');
            foreach (var (diffId, descriptor) in sources.OrderBy(source => source.Key, StringComparer.Ordinal))
            {
                Write(writer.Name(diffId), descriptor);
            }

            writer.End('}');
        }
    }

    static void Write(GoJsonWriter writer, OciDescriptor descriptor)
    {
        writer.Begin('{').Name("mediaType").Value(descriptor.MediaType);
        writer.Name("size").Value(descriptor.Size);
        writer.Name("digest").Value(descriptor.Digest.ToString());
        writer.Text("data", descriptor.Data is { } data ? Convert.ToBase64String(data.Span) : null);
        writer.Texts("urls", descriptor.Urls);
        writer.Map("annotations", descriptor.Annotations);
        if (descriptor.Platform is { } platform)
        {
            writer.Name("platform").Begin('{').Name("architecture").Value(platform.Architecture);
            writer.Name("os").Value(platform.OperatingSystem);
            writer.Text("os.version", platform.OperatingSystemVersion);
            writer.Texts("os.features", platform.OperatingSystemFeatures);
            writer.Text("variant", platform.Variant);
            writer.Texts("features", platform.Features);
            writer.End('}');
        }

        writer.Text("artifactType", descriptor.ArtifactType);
        writer.End('}');
    }

    static void WriteAll(GoJsonWriter writer, string name, IReadOnlyList<OciDescriptor> descriptors)
    {
        writer.Name(name).Begin('[');
        foreach (var descriptor in descriptors)
        {
            Write(writer, descriptor);
        }

        writer.End(']');
    }

    static void WriteSubject(GoJsonWriter writer, OciDescriptor? subject)
    {
        if (subject is not null)
        {
            writer.Name("subject");
            Write(writer, subject);
        }
    }

    static void WriteHistory(GoJsonWriter writer, IReadOnlyList<ImageHistory>? history)
    {
        if (history is not { Count: > 0 })
        {
            return;
        }

        writer.Name("history").Begin('[');
        foreach (var item in history)
        {
            writer.Begin('{').Text("author", item.Author);
            writer.Name("created").Value(item.Created ?? ZeroTime);
            writer.Text("created_by", item.CreatedBy);
            writer.Text("comment", item.Comment);
            writer.Flag("empty_layer", item.EmptyLayer);

            writer.End('}');
        }

        writer.End(']');
    }

    static void WriteRootFs(GoJsonWriter writer, ImageRootFs rootFs)
    {
        writer.Name("rootfs").Begin('{').Name("type").Value(rootFs.Type);
        writer.Name("diff_ids");
        if (rootFs.DiffIds is null)
        {
            writer.Null();
        }
        else
        {
            writer.Begin('[');
            foreach (var digest in rootFs.DiffIds)
            {
                writer.Value(digest.ToString());
            }

            writer.End(']');
        }

        writer.End('}');
    }
}
