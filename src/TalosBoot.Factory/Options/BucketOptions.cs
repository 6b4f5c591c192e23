namespace TalosBoot.Factory.Options;

/// <summary>A bucket of S3 that assets lie in, with what <c>TalosBoot.Factory.S3</c> does. The names and defaults of upstream's keys <c>cache.s3</c> and <c>cache.cdn</c>.</summary>
public sealed class BucketOptions
{
    /// <summary>Whether built assets are kept in a bucket, to which clients are sent. Default false.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>The bucket, which must exist. Default <c>image-factory</c>.</summary>
    public string Name { get; set; } = "image-factory";

    /// <summary>The host of the service, with its port where it has one, without a scheme. Empty (the default) for that of AWS.</summary>
    public string Endpoint { get; set; } = string.Empty;

    /// <summary>The region. Empty (the default) for <c>us-east-1</c>.</summary>
    public string Region { get; set; } = string.Empty;

    /// <summary>Whether the service is talked to without TLS. Default false.</summary>
    public bool IsInsecure { get; set; }

    /// <summary>How long an address that a client is sent to is good for. Default 1 hour.</summary>
    public TimeSpan PresignedLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether clients are sent to a content delivery network in front of the bucket. Default false.</summary>
    public bool IsDelivered { get; set; }

    /// <summary>The host of the content delivery network, required with one.</summary>
    public string DeliveryHost { get; set; } = string.Empty;

    /// <summary>What is cut from the beginning of paths for the content delivery network, such as <c>/image-factory</c>; required with one.</summary>
    public string DeliveryTrimPrefix { get; set; } = string.Empty;
}
