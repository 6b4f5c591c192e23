using Amazon.Runtime;

namespace TalosBoot.Factory.S3;

/// <summary>Where assets lie. The names and defaults of upstream's keys <c>cache.s3</c> and <c>cache.cdn</c>.</summary>
public sealed class S3AssetOptions
{
    /// <summary>The bucket, which must exist. Default <c>image-factory</c>.</summary>
    public string Bucket { get; set; } = "image-factory";

    /// <summary>The host of the service, with its port where it has one, without a scheme. Empty (the default) for that of AWS.</summary>
    public string Endpoint { get; set; } = string.Empty;

    /// <summary>The region. Empty (the default) for <c>us-east-1</c>.</summary>
    public string Region { get; set; } = string.Empty;

    /// <summary>Whether the service is talked to without TLS. Default false.</summary>
    public bool IsInsecure { get; set; }

    /// <summary>How long an address that a client is sent to is good for. Default 1 hour.</summary>
    public TimeSpan PresignedLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Who asks. Null (the default): <c>CF_ACCESS_KEY</c> and <c>CF_SECRET_KEY</c> of the environment when both are set, or else where AWS's programs look.
    /// </summary>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>The host of a content delivery network in front of the bucket, to which clients are sent; empty (the default) for none.</summary>
    public string DeliveryHost { get; set; } = string.Empty;

    /// <summary>What is cut from the beginning of paths for the content delivery network, such as <c>/image-factory</c>. Default empty.</summary>
    public string DeliveryTrimPrefix { get; set; } = string.Empty;
}
