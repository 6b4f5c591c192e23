using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Samples.Signing;

/// <summary>
/// A token for key vaults: from a client secret in the environment, or from Azure's command line program. As upstream has it, <c>AZURE_AUTH_METHOD</c>
/// chooses (<c>environment</c> or <c>cli</c>), and without it the secret counts where it is there (uki-secureboot.md 5).
/// </summary>
/// <param name="client">The client to call with.</param>
/// <param name="environment">Gives the value of an environment variable, or null.</param>
sealed class AzureLogin(HttpClient client, Func<string, string?> environment)
{
    // Azure's tokens live an hour at least.
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    (string Token, long At)? _last;

    /// <summary>Gives a token, which serves many builds.</summary>
    public async ValueTask<string> GetAccessTokenAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last || Stopwatch.GetElapsedTime(last.At) > Lifetime)
        {
            _last = last = (await LogInAsync(cancellationToken), Stopwatch.GetTimestamp());
        }

        return last.Token;
    }

    async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        var (authority, vaults) = Get("AZURE_ENVIRONMENT") switch
        {
            "AZUREUSGOVERNMENT" or "AZUREUSGOVERNMENTCLOUD" => ("https://login.microsoftonline.us", "https://vault.usgovcloudapi.net"),
            "AZURECHINACLOUD" => ("https://login.chinacloudapi.cn", "https://vault.azure.cn"),
            _ => ("https://login.microsoftonline.com", "https://vault.azure.net"),
        };
        string?[] secret = [Get("AZURE_TENANT_ID"), Get("AZURE_CLIENT_ID"), Get("AZURE_CLIENT_SECRET")];
        return Get("AZURE_AUTH_METHOD")?.ToLowerInvariant() switch
        {
            "cli" => await AskProgramAsync(vaults, cancellationToken),
            not "environment" when secret.Contains(null) => await AskProgramAsync(vaults, cancellationToken),
            _ when secret is [{ } tenant, { } id, { } password] =>
                await AskServiceAsync($"{(Get("AZURE_AUTHORITY_HOST") ?? authority).TrimEnd('/')}/{tenant}/oauth2/v2.0/token", id, password, vaults, cancellationToken),
            _ => throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid,
                "AZURE_AUTH_METHOD is environment, and AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET are not all set."),
        };
    }

    async Task<string> AskServiceAsync(string url, string id, string secret, string vaults, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = id,
            ["client_secret"] = secret,
            ["scope"] = $"{vaults}/.default",
        });
        try
        {
            using var response = await client.PostAsync(new Uri(url), form, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new SigningException(
                    DiagnosticIds.SignerAccessDenied, $"{url} gave no token, but {(int)response.StatusCode}. Check AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.");
            }

            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            return answer.RootElement.GetProperty("access_token").GetString()!;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SigningException(DiagnosticIds.SignerFailed, $"{url} gave no token.", exception);
        }
    }

    static async Task<string> AskProgramAsync(string vaults, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("az", ["account", "get-access-token", "--resource", vaults, "--query", "accessToken", "--output", "tsv"])
        {
            RedirectStandardOutput = true,
        };
        try
        {
            using var program = Process.Start(start)!;
            var token = (await program.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
            await program.WaitForExitAsync(cancellationToken);
            return program.ExitCode == 0 && token.Length > 0 ? token : throw new SigningException(
                DiagnosticIds.SignerAccessDenied, "Azure's command line program az gave no token. Log in with az login.");
        }
        catch (Win32Exception exception)
        {
            throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid,
                "Azure's command line program az cannot be started. Install it, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.", exception);
        }
    }

    string? Get(string name) => environment(name) is { Length: > 0 } value ? value : null;
}
