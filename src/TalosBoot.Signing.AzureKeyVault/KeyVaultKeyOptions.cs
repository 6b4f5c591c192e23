namespace TalosBoot.Signing.AzureKeyVault;

/// <summary>A key in an Azure Key Vault, and how to get at it.</summary>
public sealed record KeyVaultKeyOptions
{
    /// <summary>The vault, such as <c>https://name.vault.azure.net</c>.</summary>
    public required Uri VaultUrl { get; init; }

    /// <summary>The name of a certificate, whose key signs. Either this or <see cref="KeyName"/>.</summary>
    public string CertificateName { get; init; } = string.Empty;

    /// <summary>The name of a key. Either this or <see cref="CertificateName"/>.</summary>
    public string KeyName { get; init; } = string.Empty;

    /// <summary>The version of the key. Default empty: the latest.</summary>
    public string KeyVersion { get; init; } = string.Empty;

    /// <summary>
    /// Gives an access token for the vault (scope <c>https://vault.azure.net/.default</c>, or that of the cloud). It is called for each
    /// request, and may cache: for example <c>credential.GetTokenAsync(…)</c> of Azure.Identity.
    /// </summary>
    public required Func<CancellationToken, ValueTask<string>> GetAccessToken { get; init; }
}
