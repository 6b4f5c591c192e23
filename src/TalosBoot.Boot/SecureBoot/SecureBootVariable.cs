namespace TalosBoot.Boot.SecureBoot;

/// <summary>The variables in which firmware keeps what it trusts.</summary>
public enum SecureBootVariable
{
    /// <summary><c>PK</c>: who owns the machine, and may change KEK.</summary>
    PlatformKey,

    /// <summary><c>KEK</c>: who may change db.</summary>
    KeyExchangeKey,

    /// <summary><c>db</c>: whose programs firmware starts.</summary>
    SignatureDatabase,
}
