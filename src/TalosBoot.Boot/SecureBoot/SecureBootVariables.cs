namespace TalosBoot.Boot.SecureBoot;

/// <summary>What is known about each variable (UEFI 2.10, 3.3 and 32.3).</summary>
public static class SecureBootVariables
{
    static readonly Guid GlobalVariable = new("8be4df61-93ca-11d2-aa0d-00e098032b8c");
    static readonly Guid ImageSecurityDatabase = new("d719b2cb-3d3a-4596-a3bc-dad00e67656f");

    /// <summary>The name of the variable: <c>PK</c>, <c>KEK</c> or <c>db</c>.</summary>
    /// <param name="variable">The variable.</param>
    public static string ToName(this SecureBootVariable variable) => variable switch
    {
        SecureBootVariable.PlatformKey => "PK",
        SecureBootVariable.KeyExchangeKey => "KEK",
        SecureBootVariable.SignatureDatabase => "db",
        _ => throw new ArgumentOutOfRangeException(nameof(variable)),
    };

    /// <summary>
    /// The name of the file from which systemd-boot enrolls the variable: <c>PK.auth</c>, <c>KEK.auth</c> or <c>db.auth</c>.
    /// </summary>
    /// <param name="variable">The variable.</param>
    public static string ToFileName(this SecureBootVariable variable) => variable.ToName() + ".auth";

    internal static Guid ToVendor(this SecureBootVariable variable) =>
        variable == SecureBootVariable.SignatureDatabase ? ImageSecurityDatabase : GlobalVariable;
}
