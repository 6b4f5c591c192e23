using System.Text;

namespace TalosBoot.Testing.Registry;

/// <summary>An answer with whatever is wrong about it.</summary>
public sealed record FaultAnswer(int Status)
{
    /// <summary>The headers, beside length and connection.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>The length that the answer claims; null for the true one.</summary>
    public long? ClaimedLength { get; init; }

    /// <summary>Whether the answer tells no length and ends with the connection.</summary>
    public bool WithoutLength { get; init; }

    /// <summary>After how many bytes of the body the connection is reset; null for never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After how many bytes of the body nothing more comes; null for never. -1: not even the head.</summary>
    public int? StallAfter { get; init; }

    /// <summary>How long the registry waits after each piece of the body; null for not at all.</summary>
    public TimeSpan? Pace { get; init; }

    /// <summary>How much a paced answer sends at a time, in bytes.</summary>
    public int PieceLength { get; init; } = FaultRegistry.PieceLength;

    /// <summary>How long the registry waits before it answers.</summary>
    public TimeSpan Delay { get; init; }

    public static FaultAnswer Text(int status, string body, string contentType = "application/json") =>
        new(status) { Body = Encoding.UTF8.GetBytes(body), Headers = [("Content-Type", contentType)] };

    public static FaultAnswer Redirect(int status, string location) => new(status) { Headers = [("Location", location)] };

    public static FaultAnswer Challenge(string challenge) => new(401) { Headers = [("WWW-Authenticate", challenge)] };

    public FaultAnswer With(string header, string value) => this with { Headers = [.. Headers, (header, value)] };
}
