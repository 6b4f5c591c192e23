using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Fidelity;

/// <summary>An extension that upstream's imager was given, and its verdict.</summary>
/// <param name="Kind"><c>tar</c> or <c>oci</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Talos">The Talos version.</param>
/// <param name="IsAccepted">Whether upstream accepts it.</param>
/// <param name="Here">Where this project is meant to differ, in words; null where it is not.</param>
/// <param name="Tree">The lines of what becomes of it.</param>
sealed record ExtensionVerdict(string Kind, string Name, string Talos, bool IsAccepted, string? Here, IReadOnlyList<string> Tree)
{
    /// <summary>All verdicts; one that tells that the vectors are absent, where they are.</summary>
    public static IEnumerable<ExtensionVerdict> All => RepositoryPaths.TryVector("real", "extensions", "verdicts.jsonl") is { } file
        ? File.ReadLines(file).Select(Read)
        : [new ExtensionVerdict("tar", "absent", string.Empty, false, null, [])];

    /// <summary>The path of the extension.</summary>
    public string Path => RepositoryPaths.Vector("real", "extensions", Kind, Kind == "tar" ? $"{Name}.tar" : Name);

    public override string ToString() => $"{Kind} {Name} {Talos}";

    static ExtensionVerdict Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        return new ExtensionVerdict(
            row.GetProperty("kind").GetString()!, row.GetProperty("name").GetString()!, row.GetProperty("talos").GetString()!,
            row.GetProperty("exit") is { ValueKind: JsonValueKind.Number } exit && exit.GetInt32() == 0,
            row.TryGetProperty("here", out var here) ? here.GetString() : null,
            [.. row.GetProperty("tree").EnumerateArray().Select(item => item.GetString()!)]);
    }
}
