using System.Text;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Stores;

namespace TalosBoot.Factory.Http;

/// <summary>Health, keys, and the texts about the service (docs/formats/factory.md).</summary>
internal sealed class ServiceEndpoints(ServiceKey key, SecureBootCertificate certificate, ImageFactoryOptions options)
{
    const string PemType = "application/x-pem-file";

    readonly byte[] _summary = Encoding.UTF8.GetBytes(ServiceTexts.Summary(options.Http.ExternalUrl.TrimEnd('/')));

    public static Task CheckHealthAsync(FactoryExchange exchange) => exchange.WriteAsync(null, ReadOnlyMemory<byte>.Empty);

    public Task SendSummaryAsync(FactoryExchange exchange) => exchange.WriteAsync(Answers.PlainText, _summary);

    public Task SendSigningKeyAsync(FactoryExchange exchange) => exchange.WriteTextAsync(PemType, key.PublicPem);

    public async Task SendCertificateAsync(FactoryExchange exchange) =>
        await exchange.WriteAsync(PemType, await certificate.ReadAsync(exchange.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
}
