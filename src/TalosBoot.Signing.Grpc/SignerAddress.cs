using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.Grpc;

/// <summary>Where a signing service listens: <c>unix:///run/signer.sock</c>, or <c>http://127.0.0.1:5000</c>.</summary>
/// <param name="SocketPath">The path of a unix socket, or null.</param>
/// <param name="Uri">What HTTP calls the service.</param>
internal sealed record SignerAddress(string? SocketPath, Uri Uri)
{
    const string UnixScheme = "unix://";
    static readonly Uri SocketUri = new("http://localhost");

    public static SignerAddress Parse(string address, bool allowTcp)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.StartsWith(UnixScheme, StringComparison.Ordinal) && address.Length > UnixScheme.Length)
        {
            return new SignerAddress(address[UnixScheme.Length..], SocketUri);
        }

        if (allowTcp && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/")
        {
            return new SignerAddress(null, uri);
        }

        // A query may have a PIN: the address of something else.
        throw new SigningException(
            DiagnosticIds.SignerConfigurationInvalid,
            $"signer address \"{address.Split('?')[0]}\" must use unix:// scheme, as in unix:///run/signer.sock"
                + $"{(allowTcp ? ", or http:// or https:// with a host and a port" : string.Empty)}.");
    }
}
