namespace TalosBoot.Signing.Grpc;

/// <summary>How a signing service is reached.</summary>
public sealed record GrpcKeyOptions
{
    /// <summary>
    /// Whether the address may be <c>http://</c> or <c>https://</c> too. Default false, as upstream wants it: whoever reaches the service can
    /// sign with it, and a socket has permissions.
    /// </summary>
    public bool AllowTcp { get; init; }
}
