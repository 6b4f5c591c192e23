using System.Text.Json.Serialization;

namespace TalosBoot.Signing.AwsKms;

/// <summary>Reads and writes the documents without reflection.</summary>
[JsonSerializable(typeof(AwsDocuments.KeyRequest))]
[JsonSerializable(typeof(AwsDocuments.PublicKeyAnswer))]
[JsonSerializable(typeof(AwsDocuments.SignRequest))]
[JsonSerializable(typeof(AwsDocuments.SignAnswer))]
[JsonSerializable(typeof(AwsDocuments.CertificateRequest))]
[JsonSerializable(typeof(AwsDocuments.CertificateAnswer))]
[JsonSerializable(typeof(AwsDocuments.Failure))]
internal sealed partial class AwsJson : JsonSerializerContext;
