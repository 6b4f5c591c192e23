using System.Text.Json.Serialization;

namespace TalosBoot.Signing.AwsKms;

/// <summary>The documents of KMS and ACM, as far as they are used.</summary>
internal static class AwsDocuments
{
    public sealed record KeyRequest(string KeyId);

    public sealed record PublicKeyAnswer(string? KeyId, string? PublicKey, string? KeyUsage, string? KeySpec);

    public sealed record SignRequest(string KeyId, string Message, string MessageType, string SigningAlgorithm);

    public sealed record SignAnswer(string? Signature);

    public sealed record CertificateRequest(string CertificateArn);

    public sealed record CertificateAnswer(string? Certificate);

    /// <summary>The type is <c>prefix#NotFoundException</c> or without the prefix; the message has either case.</summary>
    public sealed record Failure(
        [property: JsonPropertyName("__type")] string? Type, [property: JsonPropertyName("message")] string? Message,
        [property: JsonPropertyName("Message")] string? OtherMessage);
}
