namespace TalosBoot.Signing.Pkcs11.Native;

/// <summary>The constants of PKCS#11 that are used here (PKCS#11 base specification 3.0).</summary>
internal static class Ck
{
    public const ulong OsLockingOk = 0x02;
    public const ulong SerialSession = 0x04;
    public const ulong LoginRequired = 0x04;
    public const ulong ProtectedAuthenticationPath = 0x100;
    public const ulong TokenInitialized = 0x400;
    public const ulong User = 1;
    public const ulong ContextSpecific = 2;
    public const ulong CertificateClass = 1;
    public const ulong PublicKeyClass = 2;
    public const ulong PrivateKeyClass = 3;
    public const ulong Class = 0x000;
    public const ulong Label = 0x003;
    public const ulong Value = 0x011;
    public const ulong CertificateType = 0x080;
    public const ulong KeyType = 0x100;
    public const ulong Id = 0x102;
    public const ulong Modulus = 0x120;
    public const ulong PublicExponent = 0x122;
    public const ulong AlwaysAuthenticate = 0x202;
    public const ulong RsaKey = 0;
    public const ulong X509Certificate = 0;
    public const ulong RsaPkcs = 1;
    public const ulong CanSign = 0x800;
}
