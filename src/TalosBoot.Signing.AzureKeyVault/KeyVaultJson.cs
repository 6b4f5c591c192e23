using System.Text.Json.Serialization;

namespace TalosBoot.Signing.AzureKeyVault;

/// <summary>Reads and writes the documents without reflection.</summary>
[JsonSerializable(typeof(KeyVaultDocuments.CertificateBundle))]
[JsonSerializable(typeof(KeyVaultDocuments.KeyBundle))]
[JsonSerializable(typeof(KeyVaultDocuments.SignParameters))]
[JsonSerializable(typeof(KeyVaultDocuments.SignResult))]
[JsonSerializable(typeof(KeyVaultDocuments.ErrorDocument))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;
