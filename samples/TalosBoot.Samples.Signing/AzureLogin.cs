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
    volatile AzureToken? _last;

    /// <summary>Gives a token, which serves many builds.</summary>
    public async ValueTask<string> GetAccessTokenAsync(CancellationToken cancellationToken)
    {
        if (_last is not { IsUsable: true } token)
        {
            // Builds that begin together may each log in: no token is spoiled by another one.
            _last = token = await LogInAsync(cancellationToken);
        }

        return token.Text;
    }

    async Task<AzureToken> LogInAsync(CancellationToken cancellationToken)
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
                await AskServiceAsync($"{Check(Get("AZURE_AUTHORITY_HOST") ?? authority)}/{tenant}/oauth2/v2.0/token", id, password, vaults, cancellationToken),
            _ => throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid,
                "AZURE_AUTH_METHOD is environment, and AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET are not all set."),
        };
    }

    /// <summary>The secret is shown to nobody without TLS but this machine.</summary>
    static string Check(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        ? authority.TrimEnd('/')
        : throw new SigningException(
            DiagnosticIds.SignerConfigurationInvalid, $"AZURE_AUTHORITY_HOST is \"{authority}\"; give an address such as https://login.microsoftonline.com.");

    async Task<AzureToken> AskServiceAsync(string url, string id, string secret, string vaults, CancellationToken cancellationToken)
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
            return AzureToken.OfService(answer.RootElement);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SigningException(DiagnosticIds.SignerTimedOut, $"{url} gave no token in time.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SigningException(DiagnosticIds.SignerFailed, $"{url} gave no token.", exception);
        }
    }

    static async Task<AzureToken> AskProgramAsync(string vaults, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("az", ["account", "get-access-token", "--resource", vaults, "--output", "json"])
        {
            RedirectStandardOutput = true,
        };
        try
        {
            using var program = Process.Start(start)!;
            using var answer = JsonDocument.Parse(await ReadAsync(program, cancellationToken));
            return AzureToken.OfProgram(answer.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SigningException(
                DiagnosticIds.SignerAccessDenied, "Azure's command line program az gave no token. Log in with az login.", exception);
        }
        catch (Win32Exception exception)
        {
            throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid,
                "Azure's command line program az cannot be started. Install it, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.", exception);
        }
    }

    /// <summary>What a program writes, which is nothing that counts when it fails.</summary>
    static async Task<string> ReadAsync(Process program, CancellationToken cancellationToken)
    {
        try
        {
            var output = await program.StandardOutput.ReadToEndAsync(cancellationToken);
            await program.WaitForExitAsync(cancellationToken);
            return program.ExitCode == 0 ? output : string.Empty;
        }
        catch (OperationCanceledException)
        {
            program.Kill(entireProcessTree: true);
            throw;
        }
    }

    string? Get(string name) => environment(name) is { Length: > 0 } value ? value : null;
}
