using TalosBoot.Core.Diagnostics;
using TalosBoot.Signing.AwsKms;

namespace TalosBoot.Samples.Signing;

/// <summary>What AWS' own programs take from the environment. Files, single sign-on and machine roles are not looked at.</summary>
/// <param name="environment">Gives the value of an environment variable, or null.</param>
sealed class AwsEnvironment(Func<string, string?> environment)
{
    /// <summary>The region where a profile names none; empty when there is none either.</summary>
    public string Region => Get("AWS_REGION") ?? Get("AWS_DEFAULT_REGION") ?? string.Empty;

    public AwsCredentials GetCredentials() => Get("AWS_ACCESS_KEY_ID") is { } id && Get("AWS_SECRET_ACCESS_KEY") is { } secret
        ? new AwsCredentials(id, secret, Get("AWS_SESSION_TOKEN"))
        : throw new SigningException(
            DiagnosticIds.SignerConfigurationInvalid,
            "the environment has no AWS credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for example with "
            + "eval \"$(aws configure export-credentials --format env)\".");

    /// <summary>The endpoint of a service, or null for that of the region.</summary>
    public Uri? FindEndpoint(string service) => (Get($"AWS_ENDPOINT_URL_{service}") ?? Get("AWS_ENDPOINT_URL")) switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) => uri,
        var text => throw new SigningException(DiagnosticIds.SignerConfigurationInvalid, $"the AWS endpoint \"{text}\" of the environment is no URL."),
    };

    string? Get(string name) => environment(name) is { Length: > 0 } value ? value : null;
}
