namespace TalosBoot.Factory.Options;

/// <summary>A repository of a registry.</summary>
/// <param name="Registry">The host, with its port where it has one.</param>
/// <param name="Path">The path there, such as <c>image-factory/cache</c>. May be empty where further parts are added.</param>
public sealed record RepositoryName(string Registry, string Path)
{
    /// <summary>Whether the registry is talked to without TLS.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Makes a name from the parts of upstream's configuration, leaving out empty ones.</summary>
    /// <param name="registry">The host.</param>
    /// <param name="pathParts">The parts of the path.</param>
    public static RepositoryName Join(string registry, params IEnumerable<string> pathParts) =>
        new(registry, string.Join('/', pathParts.Select(part => part.Trim('/')).Where(part => part.Length > 0)));

    /// <summary>Reads a name that is written as one string (factory.md 15): the first part is a registry if it contains a dot or a colon.</summary>
    /// <param name="text">The text, such as <c>127.0.0.1:5000/nginx</c>.</param>
    /// <param name="defaultRegistry">The registry of a name without one.</param>
    public static RepositoryName Parse(string text, string defaultRegistry)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && parts[0].AsSpan().ContainsAny('.', ':') ? Join(parts[0], parts[1..]) : Join(defaultRegistry, parts);
    }

    /// <summary>The same place, further down.</summary>
    /// <param name="parts">What is added to the path.</param>
    public RepositoryName Below(params IEnumerable<string> parts) => Join(Registry, [Path, .. parts]) with { IsInsecure = IsInsecure };

    /// <summary>The name as references begin.</summary>
    public override string ToString() => Path.Length == 0 ? Registry : $"{Registry}/{Path}";
}
