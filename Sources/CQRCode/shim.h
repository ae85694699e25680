#ifndef GATEHOUSE_CQRCODE_SHIM_H
#define GATEHOUSE_CQRCODE_SHIM_H

#include <qrcodegen/qrcodegen.h>

#endif
