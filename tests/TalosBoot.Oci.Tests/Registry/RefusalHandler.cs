using System.Net;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Counts refusals, and those of them that were disposed.</summary>
sealed class RefusalHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    int _refusals;
    int _disposed;

    public int Refusals => _refusals;

    public int Disposed => _disposed;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            Interlocked.Increment(ref _refusals);
            response.Content = new CountedContent(this);
        }

        return response;
    }

    sealed class CountedContent(RefusalHandler handler) : ByteArrayContent([])
    {
        protected override void Dispose(bool disposing)
        {
            Interlocked.Increment(ref handler._disposed);
            base.Dispose(disposing);
        }
    }
}
