using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Profiles;
using TalosBoot.Signing.Grpc;

namespace TalosBoot.Samples.Imager;

/// <summary>The signing services that a profile names by their address (profile.md 2.6). Their connections last as long as this program.</summary>
static class SigningServices
{
    public static ISecureBootSigner? FindSecureBootSigner(ProfileSigner signer) =>
        signer.SignerAddress.Length > 0 ? new RemoteSecureBootSigner(GrpcKey.Open(signer.SignerAddress)) : null;

    public static IPcrSigner? FindPcrSigner(ProfileSigner signer) =>
        signer.SignerAddress.Length > 0 ? new RemotePcrSigner(GrpcKey.Open(signer.SignerAddress)) : null;
}
